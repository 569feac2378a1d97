package dev.ccexecutor.stress.evidence;

/**
 * How the server refused a start.
 *
 * @param code of the error
 * @param kind of the error
 * @param errno in its data, or empty
 */
public record Refusal(int code, String kind, String errno) {}
