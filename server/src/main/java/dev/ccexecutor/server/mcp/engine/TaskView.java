package dev.ccexecutor.server.mcp.engine;

import dev.ccexecutor.server.mcp.message.McpError;
import dev.ccexecutor.server.mcp.message.McpNames;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Tasks as clients of each era are told of them. */
final class TaskView {
  private static final int POLL_MILLIS = 1000;

  private TaskView() {}

  /** In the legacy era; what a tool says has gone wrong is a failure there. */
  static ObjectNode legacy(Task task) {
    TaskState state = task.state();
    boolean isError = state.result() != null && state.result().path("isError").asBoolean(false);
    ObjectNode view = common(task, state, isError ? TaskStatus.FAILED : state.status());
    view.put("ttl", task.keptMillis()).put("pollInterval", POLL_MILLIS);
    return view;
  }

  /** In the modern era, without its result. */
  static ObjectNode created(Task task) {
    return modern(task, task.state());
  }

  private static ObjectNode modern(Task task, TaskState state) {
    ObjectNode view = common(task, state, state.status());
    view.put("ttlMs", task.keptMillis()).put("pollIntervalMs", POLL_MILLIS);
    return view;
  }

  /** In the modern era, with all that has come of it, or is wanted for it. */
  static ObjectNode detailed(Task task) {
    TaskState state = task.state();
    ObjectNode view = modern(task, state);
    switch (state.status()) {
      case COMPLETED -> {
        ObjectNode result = view.putObject("result").put("resultType", "complete");
        result.setAll(state.result());
      }
      case FAILED -> view.set("error", error(state.error()));
      case INPUT_REQUIRED -> view.set("inputRequests", state.inputRequests());
      case WORKING, CANCELLED -> {
        // There is nothing more to it.
      }
    }
    return view;
  }

  private static ObjectNode common(Task task, TaskState state, TaskStatus status) {
    ObjectNode view = JsonNodeFactory.instance.objectNode();
    view.put("taskId", task.id()).put("status", status.wireName());
    if (state.message() != null) {
      view.put("statusMessage", state.message());
    }
    view.put("createdAt", task.createdAt().toString());
    view.put("lastUpdatedAt", state.changedAt().toString());
    return view;
  }

  private static ObjectNode error(McpError error) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("code", error.code()).put("message", error.message());
    if (error.data() != null) {
      json.set("data", error.data());
    }
    return json;
  }

  /** The same params or result, which say that they belong to a task of the legacy era. */
  static ObjectNode related(Task task, ObjectNode node) {
    ObjectNode copy = JsonNodeFactory.instance.objectNode();
    copy.setAll(node);
    ObjectNode meta = JsonNodeFactory.instance.objectNode();
    if (node.path("_meta") instanceof ObjectNode own) {
      meta.setAll(own);
    }
    meta.putObject(McpNames.RELATED_TASK).put("taskId", task.id());
    copy.set("_meta", meta);
    return copy;
  }
}
