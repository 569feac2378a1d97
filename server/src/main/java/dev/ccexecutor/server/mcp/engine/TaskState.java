package dev.ccexecutor.server.mcp.engine;

import dev.ccexecutor.server.mcp.message.McpError;
import java.time.Instant;
import tools.jackson.databind.node.ObjectNode;

/**
 * All of a task that changes.
 *
 * @param status how it does
 * @param message for people; null for none
 * @param changedAt when it came to be so
 * @param result of one that is completed, else null
 * @param error of one that has failed, else null
 * @param inputRequests that are not answered yet, of one that waits for input, else null
 */
record TaskState(
    TaskStatus status,
    String message,
    Instant changedAt,
    ObjectNode result,
    McpError error,
    ObjectNode inputRequests) {

  static TaskState working(String message, Instant now) {
    return new TaskState(TaskStatus.WORKING, message, now, null, null, null);
  }

  static TaskState inputRequired(ObjectNode inputRequests, Instant now) {
    return new TaskState(TaskStatus.INPUT_REQUIRED, null, now, null, null, inputRequests);
  }

  static TaskState completed(ObjectNode result, Instant now) {
    return new TaskState(TaskStatus.COMPLETED, null, now, result, null, null);
  }

  static TaskState failed(McpError error, Instant now) {
    return new TaskState(TaskStatus.FAILED, error.message(), now, null, error, null);
  }

  static TaskState cancelled(Instant now) {
    return new TaskState(TaskStatus.CANCELLED, "cancelled by the client", now, null, null, null);
  }
}
