package dev.ccexecutor.stress.scenario;

import dev.ccexecutor.protocol.execution.ControlType;

/**
 * A control at a time.
 *
 * @param type what is done
 * @param signal of SIGNAL
 * @param afterSeconds since the execution started
 */
public record ControlStep(ControlType type, String signal, Double afterSeconds) {
  public ControlStep {
    Rules.required("controls.type", type);
    Rules.required("controls.after_seconds", afterSeconds);
    Rules.notNegative("controls.after_seconds", afterSeconds);
    Rules.require(
        (signal != null) == (type == ControlType.SIGNAL),
        "controls.signal",
        "goes with SIGNAL, and only there");
  }

  public long afterMillis() {
    return Math.round(afterSeconds * 1000);
  }
}
