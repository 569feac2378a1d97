package dev.ccexecutor.stress.check;

import dev.ccexecutor.stress.evidence.ExecutionEvidence;
import dev.ccexecutor.stress.evidence.ScenarioEvidence;
import dev.ccexecutor.stress.scenario.Fault;
import dev.ccexecutor.stress.scenario.Scenario;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The server's counters have counted what was seen from outside. */
public final class MetricsCheck implements Check {
  private static final String STARTED = "cc_executor_executions_started_total";
  private static final String ENDED = "cc_executor_executions_ended_total";
  private static final String SENT = "cc_executor_output_bytes_total";
  private static final String READ = "cc_executor_child_output_bytes_total";

  @Override
  public List<Finding> judge(ScenarioEvidence evidence) {
    Scenario scenario = evidence.scenario();
    if (scenario.kind() != Scenario.Kind.COMMANDS) {
      return List.of();
    }
    String reason = whyNot(evidence);
    if (!reason.isEmpty()) {
      return List.of(Finding.notMade("metrics", "count what was seen", reason));
    }
    List<Finding> findings = new ArrayList<>();
    int started = evidence.started().size();
    findings.add(exact(evidence, STARTED, started));
    findings.add(exact(evidence, ENDED, started));
    findings.add(exact(evidence, READ, written(evidence)));
    long received = evidence.started().stream().mapToLong(ExecutionEvidence::receivedBytes).sum();
    boolean onceEach = evidence.started().stream().allMatch(each -> isSentOnce(each));
    // What was on its way when a connection went is sent again, and counted again.
    findings.add(onceEach ? exact(evidence, SENT, received) : atLeast(evidence, SENT, received));
    return findings;
  }

  private static boolean isSentOnce(ExecutionEvidence execution) {
    return execution.followed() && execution.reconnects() == 0;
  }

  private static String whyNot(ScenarioEvidence evidence) {
    if (evidence.scenario().has(Fault.Type.KILL_SERVER)) {
      return "the counters ended with the server that was killed";
    }
    if (!evidence.server().own()) {
      return "others may use the server too";
    }
    return evidence.server().before().metrics().isEmpty()
            || evidence.server().after().metrics().isEmpty()
        ? "the server has no /metrics"
        : "";
  }

  private static long written(ScenarioEvidence evidence) {
    return evidence.started().stream()
        .map(ExecutionEvidence::end)
        .flatMap(Optional::stream)
        .filter(end -> end.stdout() != null && end.stderr() != null)
        .mapToLong(end -> end.stdout().bytes() + end.stderr().bytes())
        .sum();
  }

  private static Finding exact(ScenarioEvidence evidence, String name, long expected) {
    long seen = growth(evidence, name);
    return Finding.of(name, seen == expected, "+" + expected, "+" + seen);
  }

  private static Finding atLeast(ScenarioEvidence evidence, String name, long expected) {
    long seen = growth(evidence, name);
    return Finding.of(name, seen >= expected, "at least +" + expected, "+" + seen);
  }

  /** Of all series of this name together. */
  private static long growth(ScenarioEvidence evidence, String name) {
    return Math.round(
        sum(evidence.server().after().metrics().orElseThrow(), name)
            - sum(evidence.server().before().metrics().orElseThrow(), name));
  }

  private static double sum(Map<String, Double> metrics, String name) {
    return metrics.entrySet().stream()
        .filter(each -> each.getKey().equals(name) || each.getKey().startsWith(name + "{"))
        .mapToDouble(Map.Entry::getValue)
        .sum();
  }
}
