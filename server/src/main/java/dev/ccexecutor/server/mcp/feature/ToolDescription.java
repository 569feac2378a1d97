package dev.ccexecutor.server.mcp.feature;

import java.util.Objects;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a model is told of a tool.
 *
 * @param name by which it is called
 * @param title for people
 * @param description for the model: what it does, what comes of it, what may not be done
 * @param inputSchema JSON Schema 2020-12 of the arguments, an object
 * @param outputSchema of {@code structuredContent}; null for none
 * @param annotations {@code readOnlyHint} and the others; null for none
 * @param taskSupport whether it can be called as a task
 */
public record ToolDescription(
    String name,
    String title,
    String description,
    ObjectNode inputSchema,
    ObjectNode outputSchema,
    ObjectNode annotations,
    TaskSupport taskSupport) {
  public ToolDescription {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(inputSchema, "inputSchema");
    Objects.requireNonNull(taskSupport, "taskSupport");
  }
}
