package dev.ccexecutor.stress.evidence;

import dev.ccexecutor.stress.scenario.Placeholders;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * What came of one agent task.
 *
 * @param marker in its prompt
 * @param placeholders what stood for what in its texts
 * @param exitCode of the program that ran it
 * @param document what that printed; a missing node if it was no JSON
 * @param manifest the {@code execution.json} of its transcript; empty if it can't be seen here
 */
public record AgentEvidence(
    String marker,
    Placeholders placeholders,
    int exitCode,
    JsonNode document,
    Optional<String> manifest) {}
