package dev.ccexecutor.stress.check;

import dev.ccexecutor.stress.evidence.ScenarioEvidence;
import java.util.List;

/** All checks, in the order in which they are told. */
public final class Checks {
  private static final List<Check> ALL =
      List.of(
          new FaultCheck(),
          new RawCheck(),
          new AgentCheck(),
          new RefusalCheck(),
          new EndCheck(),
          new ExitCheck(),
          new ContentCheck(),
          new DeliveryCheck(),
          new TranscriptCheck(),
          new ControlCheck(),
          new LeftoverCheck(),
          new FootprintCheck(),
          new MetricsCheck(),
          new LogCheck(),
          new ServingCheck());

  private Checks() {}

  /** What all of them have found. */
  public static List<Finding> judge(ScenarioEvidence evidence) {
    return ALL.stream().flatMap(check -> check.judge(evidence).stream()).toList();
  }
}
