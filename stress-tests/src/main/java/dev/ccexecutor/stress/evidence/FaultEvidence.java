package dev.ccexecutor.stress.evidence;

import dev.ccexecutor.stress.scenario.Fault;

/**
 * A fault, as it was made.
 *
 * @param type which
 * @param wanted how often it was to be made
 * @param made how often it was made
 */
public record FaultEvidence(Fault.Type type, int wanted, int made) {}
