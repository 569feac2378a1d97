package dev.ccexecutor.stress.check;

import dev.ccexecutor.stress.evidence.ScenarioEvidence;
import java.util.List;

/** Judges one kind of facts. */
public interface Check {

  /** What it has found; empty where it has nothing to do with such a scenario. */
  List<Finding> judge(ScenarioEvidence evidence);
}
