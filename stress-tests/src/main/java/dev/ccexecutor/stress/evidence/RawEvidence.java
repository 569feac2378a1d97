package dev.ccexecutor.stress.evidence;

/**
 * What came of one step of a bare socket.
 *
 * @param step what it did
 * @param expected what was to come
 * @param seen what came
 */
public record RawEvidence(String step, String expected, String seen) {}
