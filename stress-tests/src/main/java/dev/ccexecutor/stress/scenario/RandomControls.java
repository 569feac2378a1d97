package dev.ccexecutor.stress.scenario;

import dev.ccexecutor.protocol.execution.ControlType;
import java.util.List;

/**
 * Controls drawn by lot, from the seed; at the end a RESUME, so that nothing stays paused.
 *
 * @param of what is drawn from: PAUSE, RESUME, SIGNAL (of CONT, which does nothing to what runs)
 * @param count how many
 * @param everySeconds one, on average
 */
public record RandomControls(List<ControlType> of, Integer count, Double everySeconds) {
  public RandomControls {
    Rules.require(of != null && !of.isEmpty(), "random_controls.of", "is required");
    Rules.require(
        of.stream().noneMatch(ControlType::endsExecution),
        "random_controls.of",
        "may have PAUSE, RESUME and SIGNAL");
    Rules.required("random_controls.count", count);
    Rules.positive("random_controls.count", count);
    Rules.required("random_controls.every_seconds", everySeconds);
    Rules.positive("random_controls.every_seconds", everySeconds);
    of = List.copyOf(of);
  }
}
