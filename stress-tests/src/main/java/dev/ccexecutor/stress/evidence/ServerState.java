package dev.ccexecutor.stress.evidence;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a server held at one moment, in which it was idle.
 *
 * @param openFiles what its descriptors lead to, without the numbers of pipes and sockets, and
 *     without looks at processes, which come and go
 * @param threads the names of its threads, but for those that the JVM has for itself
 * @param metrics by name and labels, as {@code /metrics} has them; empty if it has no such page
 */
public record ServerState(
    Optional<List<String>> openFiles,
    Optional<List<String>> threads,
    Optional<Map<String, Double>> metrics) {}
