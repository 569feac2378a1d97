package dev.ccexecutor.stress.fault;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Stands between a client and its server, and resets their connection in the middle of the output:
 * a reset takes with it what is on the way, as a network does that goes. May be used on any thread.
 */
public final class CuttingProxy implements AutoCloseable {
  private static final int BUFFER_BYTES = 1 << 14;
  private static final int CONNECT_MILLIS = 10_000;

  private final URI server;
  private final long afterBytes;
  private final int times;
  private final ServerSocket listener;
  private final AtomicInteger cuts = new AtomicInteger();
  private final Set<Closeable> open = ConcurrentHashMap.newKeySet();

  private CuttingProxy(URI server, long afterBytes, int times, ServerSocket listener) {
    this.server = server;
    this.afterBytes = afterBytes;
    this.times = times;
    this.listener = listener;
  }

  /**
   * Starts one.
   *
   * @param afterBytes from the server, on each connection, before it is cut
   * @param times how many connections are cut; later ones are left alone
   */
  public static CuttingProxy start(URI server, long afterBytes, int times) throws IOException {
    ServerSocket listener = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
    CuttingProxy proxy = new CuttingProxy(server, afterBytes, times, listener);
    Thread.ofVirtual().name("cutting-proxy").start(proxy::accept);
    return proxy;
  }

  /** Where clients connect to. */
  public URI uri() {
    return URI.create("ws://127.0.0.1:" + listener.getLocalPort() + server.getPath());
  }

  /** How many connections were cut. */
  public int cuts() {
    return cuts.get();
  }

  private void accept() {
    try {
      while (!listener.isClosed()) {
        Socket client = listener.accept();
        open.add(client);
        Thread.ofVirtual().start(() -> join(client));
      }
    } catch (IOException closed) {
      closeQuietly(listener); // The way to end it: accept has no other.
    }
  }

  private void join(Socket client) {
    try {
      Socket remote = new Socket();
      open.add(remote);
      remote.connect(new InetSocketAddress(server.getHost(), server.getPort()), CONNECT_MILLIS);
      client.setTcpNoDelay(true);
      remote.setTcpNoDelay(true);
      Thread up = Thread.ofVirtual().start(() -> relay(client, remote, Long.MAX_VALUE));
      relay(remote, client, afterBytes);
      up.join();
      closeQuietly(client);
      closeQuietly(remote);
    } catch (IOException unreachable) {
      closeQuietly(client); // As the server would have done it.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void relay(Socket from, Socket to, long cutAfter) {
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      byte[] buffer = new byte[BUFFER_BYTES];
      long relayed = 0;
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        relayed += count;
        if (relayed >= cutAfter && takeCut()) {
          reset(from);
          reset(to);
          return;
        }
        out.write(buffer, 0, count);
      }
      to.shutdownOutput();
    } catch (IOException gone) {
      closeQuietly(from);
      closeQuietly(to);
    }
  }

  private boolean takeCut() {
    int made = cuts.get();
    while (made < times) {
      if (cuts.compareAndSet(made, made + 1)) {
        return true;
      }
      made = cuts.get();
    }
    return false;
  }

  private static void reset(Socket socket) throws IOException {
    // With a time to linger of 0, close sends a reset and drops what is still to be sent:
    // socket(7).
    socket.setSoLinger(true, 0);
    socket.close();
  }

  private static void closeQuietly(Closeable closeable) {
    try {
      closeable.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends it and all connections through it. */
  @Override
  public void close() {
    closeQuietly(listener);
    open.forEach(CuttingProxy::closeQuietly);
  }
}
