package dev.ccexecutor.server.mcp.engine;

import dev.ccexecutor.server.mcp.feature.ListKind;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** Who is told that lists have changed. Any thread. */
final class ListListeners {
  private final Set<Listener> all = ConcurrentHashMap.newKeySet();

  /** One of them; each is another, whatever it has. */
  static final class Listener {
    private final String principal;
    private final Consumer<ListKind> changed;

    /**
     * @param principal whose lists it hears of
     * @param changed must not wait
     */
    Listener(String principal, Consumer<ListKind> changed) {
      this.principal = principal;
      this.changed = changed;
    }
  }

  void add(Listener listener) {
    all.add(listener);
  }

  void remove(Listener listener) {
    all.remove(listener);
  }

  /** What resources there are is the principal's own matter; tools and prompts are everybody's. */
  void changed(ListKind kind, String principal) {
    for (Listener listener : all) {
      if (kind != ListKind.RESOURCES || listener.principal.equals(principal)) {
        listener.changed.accept(kind);
      }
    }
  }
}
