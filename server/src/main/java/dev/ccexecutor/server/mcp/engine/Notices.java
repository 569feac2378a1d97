package dev.ccexecutor.server.mcp.engine;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * What one listener is to be told of, of which only the newest matters. Where it reads slowly, each
 * thing waits once, however often it changes, and is told as it is by then. Any thread; nothing
 * waits.
 */
final class Notices implements AutoCloseable {
  private final Outlet outlet;
  private final int limit;
  private final LinkedHashMap<Object, Supplier<Optional<byte[]>>> waiting = new LinkedHashMap<>();
  private final AtomicInteger wanted = new AtomicInteger();
  private volatile boolean closed;

  /**
   * @param limit how many things wait at most; of more, the oldest are forgotten
   */
  Notices(Outlet outlet, int limit) {
    this.outlet = outlet;
    this.limit = limit;
  }

  /**
   * Something has changed.
   *
   * @param thing which
   * @param message makes the notification when it is sent; empty if there is no need of it by then
   */
  void add(Object thing, Supplier<Optional<byte[]>> message) {
    if (closed) {
      return;
    }
    synchronized (waiting) {
      waiting.putIfAbsent(thing, message);
      if (waiting.size() > limit) {
        waiting.remove(waiting.keySet().iterator().next());
      }
    }
    flush();
  }

  /** One thread at a time sends, and goes round again for whoever came meanwhile. */
  private void flush() {
    if (wanted.getAndIncrement() != 0) {
      return;
    }
    int seen = 1;
    try {
      do {
        sendAll();
        seen = wanted.addAndGet(-seen);
      } while (seen != 0);
    } finally {
      if (seen != 0) {
        wanted.set(0); // A fault is on its way to the caller; the next one may send again.
      }
    }
  }

  private void sendAll() {
    while (!closed) {
      if (!outlet.isWritable()) {
        if (isAnythingWaiting()) {
          outlet.whenWritable(this::flush);
        }
        return;
      }
      Supplier<Optional<byte[]>> next = poll();
      if (next == null) {
        return;
      }
      next.get().ifPresent(outlet::send);
    }
  }

  private boolean isAnythingWaiting() {
    synchronized (waiting) {
      return !waiting.isEmpty();
    }
  }

  private Supplier<Optional<byte[]>> poll() {
    synchronized (waiting) {
      Map.Entry<Object, Supplier<Optional<byte[]>>> first = waiting.pollFirstEntry();
      return first == null ? null : first.getValue();
    }
  }

  /** Nothing more is sent, but for what is being sent. */
  @Override
  public void close() {
    closed = true;
    synchronized (waiting) {
      waiting.clear();
    }
  }
}
