package dev.ccexecutor.stress.evidence;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a server held at one moment, in which it was idle.
 *
 * @param openFiles its descriptors, but for looks at processes, which come and go
 * @param threads its threads, but for those that the JVM has for itself
 * @param metrics by name and labels, as {@code /metrics} has them; empty if it has no such page
 */
public record ServerState(
    OptionalInt openFiles, OptionalInt threads, Optional<Map<String, Double>> metrics) {}
