package dev.ccexecutor.server.cli.mcp;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes messages, each on a line, on a thread of its own: who says something never waits for whom
 * it is said to. Any thread.
 */
final class LineWriter {
  private static final Logger log = LoggerFactory.getLogger(LineWriter.class);

  /** With more than this waiting, less important things are no longer said. */
  private static final long BUSY_BYTES = 256 * 1024;

  /** A reader that lets more than this lie is given up. */
  private static final long MAX_UNREAD_BYTES = 64L * 1024 * 1024;

  private final StdioConversation.Output output;
  private final Runnable onFailure;
  private final Thread thread =
      Thread.ofPlatform().name("mcp-writer").daemon().unstarted(this::run);
  private final Queue<byte[]> queue = new ArrayDeque<>();
  private final Map<Object, Runnable> waiting = new HashMap<>();
  private long queuedBytes;
  private boolean isClosed;
  private IOException failure;

  /**
   * @param onFailure called once, when nothing can be written any more
   */
  LineWriter(StdioConversation.Output output, Runnable onFailure) {
    this.output = output;
    this.onFailure = onFailure;
  }

  void start() {
    thread.start();
  }

  synchronized boolean isWritable() {
    return queuedBytes < BUSY_BYTES && !isClosed;
  }

  /**
   * Runs an action once it is writable, which may be now.
   *
   * @param owner what of the same owner has waited is forgotten
   */
  void whenWritable(Object owner, Runnable action) {
    synchronized (this) {
      waiting.remove(owner);
      if (isClosed) {
        return;
      }
      if (queuedBytes >= BUSY_BYTES) {
        waiting.put(owner, action);
        return;
      }
    }
    action.run();
  }

  synchronized void forget(Object owner) {
    waiting.remove(owner);
  }

  void send(byte[] message) {
    boolean overflown;
    synchronized (this) {
      if (isClosed) {
        return;
      }
      overflown = !queue.isEmpty() && queuedBytes + message.length > MAX_UNREAD_BYTES;
      if (!overflown) {
        queue.add(message);
        queuedBytes += message.length;
        notifyAll();
      }
    }
    if (overflown) {
      fail(new IOException("its answers are not read"));
    }
  }

  /** Why nothing could be written any more; null if it could. */
  synchronized IOException failure() {
    return failure;
  }

  /** Takes nothing more, and waits for a time until what was said is written. */
  void close(long patienceMillis) throws InterruptedException {
    synchronized (this) {
      isClosed = true;
      waiting.clear();
      notifyAll();
    }
    thread.join(patienceMillis);
  }

  private void run() {
    try {
      for (byte[] message = next(); message != null; message = next()) {
        ByteBuffer line = ByteBuffer.allocate(message.length + 1);
        output.write(line.put(message).put((byte) '\n').flip());
        written(message.length);
      }
    } catch (IOException failed) {
      fail(failed);
    } catch (InterruptedException unexpected) {
      Thread.currentThread().interrupt(); // Nobody has this thread to interrupt.
    } catch (RuntimeException fault) {
      log.atError().setCause(fault).log("writing has failed");
      fail(new IOException("writing has failed", fault));
    }
  }

  /** The one to be written; null if there will be none. */
  private synchronized byte[] next() throws InterruptedException {
    while (queue.isEmpty() && !isClosed) {
      wait();
    }
    return queue.poll();
  }

  private void written(int bytes) {
    List<Runnable> actions = List.of();
    synchronized (this) {
      queuedBytes -= bytes;
      if (queuedBytes < BUSY_BYTES && !waiting.isEmpty()) {
        actions = new ArrayList<>(waiting.values());
        waiting.clear();
      }
    }
    actions.forEach(Runnable::run);
  }

  private void fail(IOException cause) {
    synchronized (this) {
      if (failure != null) {
        return;
      }
      failure = cause;
      isClosed = true;
      queue.clear();
      waiting.clear();
      notifyAll();
    }
    onFailure.run();
  }
}
