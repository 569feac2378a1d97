package dev.ccexecutor.stress.evidence;

import dev.ccexecutor.stress.scenario.Scenario;
import java.util.List;

/**
 * All that was seen of a scenario.
 *
 * @param scenario what was done
 * @param marker in the environment of all that it started
 * @param executions of commands, in the order of starting
 * @param agents of agent tasks
 * @param raw of bare sockets
 * @param faults that were to be made
 * @param server around it
 */
public record ScenarioEvidence(
    Scenario scenario,
    String marker,
    List<ExecutionEvidence> executions,
    List<AgentEvidence> agents,
    List<RawEvidence> raw,
    List<FaultEvidence> faults,
    ServerEvidence server) {

  public ScenarioEvidence {
    executions = List.copyOf(executions);
    agents = List.copyOf(agents);
    raw = List.copyOf(raw);
    faults = List.copyOf(faults);
  }

  /** Those that were not refused. */
  public List<ExecutionEvidence> started() {
    return executions.stream().filter(execution -> execution.refusal().isEmpty()).toList();
  }
}
