package dev.ccexecutor.stress.evidence;

import dev.ccexecutor.protocol.execution.ControlType;
import java.util.OptionalInt;

/**
 * One control.
 *
 * @param type what was asked for
 * @param millis from request to answer
 * @param error the {@code kind} of the error that answered, or what else went wrong; empty for none
 * @param runningAfterwards of a PAUSE that succeeded: how many processes of the execution did not
 *     stand still by {@code /proc}; of a RESUME: how many stood still; empty where that can't be
 *     seen
 */
public record ControlEvidence(
    ControlType type, double millis, String error, OptionalInt runningAfterwards) {}
