package dev.ccexecutor.server.mcp.feature;

import dev.ccexecutor.server.mcp.message.McpException;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** A text that a client's user can choose. */
public interface Prompt {
  String name();

  /** As {@code prompts/list} has it. */
  ObjectNode description();

  /** The result of {@code prompts/get}; on a virtual thread. */
  Outcome get(ObjectNode arguments, CallContext context) throws McpException, InterruptedException;

  /** Values for an argument that begin so; empty where none are known. */
  default List<String> complete(String argument, String prefix) {
    return List.of();
  }
}
