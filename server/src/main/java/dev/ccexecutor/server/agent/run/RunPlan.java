package dev.ccexecutor.server.agent.run;

import dev.ccexecutor.server.agent.RetriedAttempt;
import java.util.List;
import java.util.UUID;
import java.util.function.IntFunction;

/**
 * Under which ids the attempts of a run are known to the server.
 *
 * @param firstAttempt the number of the first; greater than 1 if another process has made those
 *     before
 * @param executionIds by the attempt's number. The same id again finds the process that runs, or
 *     has run, under it, and starts none
 * @param earlier the attempts before the first, which have failed
 */
public record RunPlan(
    int firstAttempt, IntFunction<String> executionIds, List<RetriedAttempt> earlier) {

  public RunPlan {
    earlier = List.copyOf(earlier);
  }

  /** Ids that nobody has had. */
  public static RunPlan fresh() {
    String run = "task-" + UUID.randomUUID();
    return new RunPlan(1, attempt -> run + "-" + attempt, List.of());
  }
}
