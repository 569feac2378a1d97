package dev.ccexecutor.server.agent.event;

import dev.ccexecutor.server.agent.AgentAdapter;
import java.util.List;
import java.util.Optional;

/** The adapters that there are. */
public final class Adapters {
  private static final List<AgentAdapter> ALL = List.of(new ClaudeAdapter(), new TextAdapter());

  private Adapters() {}

  /** The one of this name. */
  public static Optional<AgentAdapter> named(String name) {
    return ALL.stream().filter(adapter -> adapter.name().equals(name)).findFirst();
  }

  /** All names, for messages. */
  public static List<String> names() {
    return ALL.stream().map(AgentAdapter::name).toList();
  }
}
