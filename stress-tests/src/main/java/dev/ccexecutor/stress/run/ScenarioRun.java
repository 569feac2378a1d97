package dev.ccexecutor.stress.run;

import dev.ccexecutor.stress.check.Checks;
import dev.ccexecutor.stress.check.Finding;
import dev.ccexecutor.stress.evidence.ControlEvidence;
import dev.ccexecutor.stress.evidence.ExecutionEvidence;
import dev.ccexecutor.stress.evidence.ScenarioEvidence;
import dev.ccexecutor.stress.evidence.ServerEvidence;
import dev.ccexecutor.stress.result.CheckResult;
import dev.ccexecutor.stress.result.LatencySummary;
import dev.ccexecutor.stress.result.Outcome;
import dev.ccexecutor.stress.result.ScenarioResult;
import dev.ccexecutor.stress.scenario.Fault;
import dev.ccexecutor.stress.scenario.Scenario;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** One scenario on one server: does it, looks, judges. */
final class ScenarioRun {
  private final Target target;
  private final Names names;
  private final long mostMillis;

  /**
   * A run of a scenario.
   *
   * @param mostMillis of {@code for_seconds}
   */
  ScenarioRun(Target target, Names names, long mostMillis) {
    this.target = target;
    this.names = names;
    this.mostMillis = mostMillis;
  }

  /** All that was seen of it. */
  ScenarioEvidence observe() throws Exception {
    Gathered gathered = new Gathered();
    try (ServerWatch watch = ServerWatch.begin(target, names.marker())) {
      workload().run(gathered);
      ServerEvidence server = watch.finish();
      return new ScenarioEvidence(
          names.scenario(),
          names.marker(),
          gathered.executions(),
          gathered.agents(),
          gathered.raw(),
          gathered.faults(),
          server);
    }
  }

  private Workload workload() {
    return switch (names.scenario().kind()) {
      case AGENT_TASKS -> new AgentWorkload(target, names);
      case RAW -> new RawWorkload(target, names);
      case COMMANDS ->
          names.scenario().has(Fault.Type.KILL_CLIENT)
              ? new ClientProcessWorkload(target, names)
              : new CommandWorkload(target, names, mostMillis);
    };
  }

  /**
   * What came of it.
   *
   * @param name of the result
   * @param more findings about the server that was its own
   */
  static ScenarioResult judge(
      String name, ScenarioEvidence evidence, List<Finding> more, Instant started, Duration took) {
    List<Finding> findings = new ArrayList<>(Checks.judge(evidence));
    findings.addAll(more);
    boolean passed = findings.stream().noneMatch(f -> f.verdict() == Finding.Verdict.BROKEN);
    return new ScenarioResult(
        name,
        evidence.scenario().category(),
        passed ? Outcome.PASSED : Outcome.FAILED,
        reason(findings, passed),
        started,
        took,
        evidence.started().size() + evidence.agents().size(),
        evidence.executions().stream().mapToLong(ExecutionEvidence::receivedBytes).sum(),
        results(findings),
        Latencies.of(evidence.started().stream().mapToDouble(ExecutionEvidence::startMillis)),
        Latencies.of(
            evidence.executions().stream()
                .flatMap(each -> each.controls().stream())
                .filter(control -> control.error().isEmpty())
                .mapToDouble(ControlEvidence::millis)));
  }

  /** What could not be checked is neither held nor broken: it is told beside. */
  private static List<CheckResult> results(List<Finding> findings) {
    return findings.stream()
        .filter(finding -> finding.verdict() != Finding.Verdict.NOT_MADE)
        .map(
            finding ->
                new CheckResult(
                    finding.name(),
                    finding.verdict() == Finding.Verdict.HELD,
                    finding.expected(),
                    finding.seen()))
        .toList();
  }

  private static String reason(List<Finding> findings, boolean passed) {
    String notMade = named(findings, Finding.Verdict.NOT_MADE);
    String told = notMade.isEmpty() ? "" : "not checked: " + notMade;
    if (passed) {
      return told;
    }
    return "failed: "
        + named(findings, Finding.Verdict.BROKEN)
        + (told.isEmpty() ? "" : "; " + told);
  }

  private static String named(List<Finding> findings, Finding.Verdict verdict) {
    return findings.stream()
        .filter(finding -> finding.verdict() == verdict)
        .map(
            finding ->
                verdict == Finding.Verdict.NOT_MADE
                    ? finding.name() + " (" + finding.seen() + ")"
                    : finding.name())
        .collect(Collectors.joining(", "));
  }

  /** One that was not run. */
  static ScenarioResult skipped(String name, Scenario scenario, String reason) {
    return without(name, scenario, Outcome.SKIPPED, reason, Instant.now(), Duration.ZERO);
  }

  /** One that could not be run to its end. */
  static ScenarioResult without(
      String name,
      Scenario scenario,
      Outcome outcome,
      String reason,
      Instant started,
      Duration took) {
    return new ScenarioResult(
        name,
        scenario.category(),
        outcome,
        reason,
        started,
        took,
        0,
        0,
        List.of(),
        LatencySummary.NONE,
        LatencySummary.NONE);
  }
}
