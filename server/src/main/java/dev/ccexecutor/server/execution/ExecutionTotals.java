package dev.ccexecutor.server.execution;

import dev.ccexecutor.protocol.execution.ExecutionState;
import java.util.EnumMap;
import java.util.Map;

/** What the executions come to that are known at one time. For one thread. */
public final class ExecutionTotals {
  private final Map<ExecutionState, Integer> counts = new EnumMap<>(ExecutionState.class);
  private long queuedBytes;

  void add(Execution execution) {
    counts.merge(execution.record().state(), 1, Integer::sum);
    queuedBytes += execution.queuedBytes();
  }

  /** How many are in a state. */
  public int count(ExecutionState state) {
    return counts.getOrDefault(state, 0);
  }

  /** Output that waits between their reader loops and event loops. */
  public long queuedBytes() {
    return queuedBytes;
  }
}
