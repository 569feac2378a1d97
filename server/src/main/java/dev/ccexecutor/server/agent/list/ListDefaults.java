package dev.ccexecutor.server.agent.list;

import dev.ccexecutor.server.agent.AgentAdapter;
import dev.ccexecutor.server.agent.event.ClaudeAdapter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What counts for tasks of which the file says nothing.
 *
 * @param adapter of the agent
 * @param agentCommand empty for the adapter's own
 * @param env added to that of each task; the task's own count more
 * @param filesHere whether agents see the same files as this process. If not, a directory is the
 *     server's business, and workspaces and schemas can't be had
 */
public record ListDefaults(
    AgentAdapter adapter, List<String> agentCommand, Map<String, String> env, boolean filesHere) {

  public ListDefaults {
    agentCommand = List.copyOf(agentCommand);
    env = new LinkedHashMap<>(env);
  }

  /** {@code claude}, on a server of this machine. */
  public static ListDefaults usual() {
    return new ListDefaults(new ClaudeAdapter(), List.of(), Map.of(), true);
  }
}
