package dev.ccexecutor.server.mcp.engine;

import dev.ccexecutor.server.mcp.feature.Resources;
import java.util.HashMap;
import java.util.Map;

/** The resources that one listener hears of. Any thread. */
final class Watches implements AutoCloseable {
  private final Map<String, Resources.Watch> watches = new HashMap<>();
  private boolean closed;

  /** Keeps one, and ends the one before of this URI. */
  void add(String uri, Resources.Watch watch) {
    Resources.Watch unwanted = watch;
    synchronized (this) {
      if (!closed) {
        unwanted = watches.put(uri, watch);
      }
    }
    if (unwanted != null) {
      unwanted.close();
    }
  }

  synchronized boolean contains(String uri) {
    return watches.containsKey(uri);
  }

  synchronized int size() {
    return watches.size();
  }

  /** Ends one, if there is such. */
  void remove(String uri) {
    Resources.Watch removed;
    synchronized (this) {
      removed = watches.remove(uri);
    }
    if (removed != null) {
      removed.close();
    }
  }

  @Override
  public void close() {
    Map<String, Resources.Watch> left;
    synchronized (this) {
      closed = true;
      left = Map.copyOf(watches);
      watches.clear();
    }
    left.values().forEach(Resources.Watch::close);
  }
}
