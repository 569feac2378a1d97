package dev.ccexecutor.server.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** Stands between a client and its server, and ends their connections after so many bytes. */
final class CuttingProxy implements AutoCloseable {

  private final ServerSocket listening;
  private final int serverPort;
  private final ConcurrentLinkedDeque<Line> lines = new ConcurrentLinkedDeque<>();
  private final List<Thread> threads = new CopyOnWriteArrayList<>();
  private final AtomicInteger cuts = new AtomicInteger();
  private final CountDownLatch closing = new CountDownLatch(1);

  /** What each further connection is to suffer; called when it is accepted. */
  volatile Consumer<Line> plan = line -> {};

  CuttingProxy(int serverPort) throws IOException {
    this.serverPort = serverPort;
    listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    run(this::accept);
  }

  URI uri() {
    return URI.create("ws://127.0.0.1:" + listening.getLocalPort() + "/ws");
  }

  Line newest() {
    return lines.getLast();
  }

  int cuts() {
    return cuts.get();
  }

  private void accept() {
    while (!listening.isClosed()) {
      try {
        Socket client = listening.accept();
        Line line = new Line(client, new Socket(InetAddress.getLoopbackAddress(), serverPort));
        lines.add(line);
        plan.accept(line);
        run(() -> line.pump(line.client, line.server, line.upstreamLeft));
        run(() -> line.pump(line.server, line.client, line.downstreamLeft));
      } catch (IOException closed) {
        // Either this proxy is closed, or the client has gone at once: both are expected.
      }
    }
  }

  private void run(Runnable action) {
    threads.add(Thread.ofPlatform().daemon().name("cutting-proxy").start(action));
  }

  @Override
  public void close() throws IOException {
    listening.close();
    closing.countDown();
    lines.forEach(Line::drop);
    for (Thread thread : threads) {
      try {
        thread.join();
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  /** One connection. */
  final class Line {
    private final Socket client;
    private final Socket server;
    private final AtomicLong upstreamLeft = new AtomicLong(Long.MAX_VALUE);
    private final AtomicLong downstreamLeft = new AtomicLong(Long.MAX_VALUE);
    private volatile boolean stalls;
    private volatile boolean stalled;

    Line(Socket client, Socket server) {
      this.client = client;
      this.server = server;
    }

    /** From now on so many bytes of the client's get through. */
    void cutAfterUpstream(long bytes) {
      upstreamLeft.set(bytes);
    }

    /** From now on so many bytes of the server's get through. */
    void cutAfterDownstream(long bytes) {
      downstreamLeft.set(bytes);
    }

    /** It is not reset at the cut, but says nothing any more, and stays open. */
    void stallsInstead() {
      stalls = true;
    }

    void cut() {
      cuts.incrementAndGet();
      if (stalls) {
        stalled = true;
      } else {
        drop();
      }
    }

    private void drop() {
      for (Socket socket : List.of(client, server)) {
        try {
          socket.setSoLinger(true, 0);
          socket.close();
        } catch (IOException gone) {
          // It had been closed before.
        }
      }
    }

    private void pump(Socket from, Socket to, AtomicLong left) {
      byte[] bytes = new byte[8192];
      try {
        InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream();
        int count = in.read(bytes);
        while (count >= 0 && !stalled) {
          int through = (int) Math.min(count, left.get());
          out.write(bytes, 0, through);
          if (left.get() != Long.MAX_VALUE && left.addAndGet(-through) == 0) {
            cut();
            break;
          }
          count = in.read(bytes);
        }
        if (stalled) {
          closing.await();
        }
        drop();
      } catch (IOException gone) {
        drop();
      } catch (InterruptedException interrupted) {
        throw new UncheckedIOException(new IOException(interrupted));
      }
    }
  }
}
