package dev.ccexecutor.server.mcp.engine;

import dev.ccexecutor.server.mcp.message.Era;
import dev.ccexecutor.server.mcp.message.McpError;
import dev.ccexecutor.server.mcp.message.McpException;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What clients ask of tasks, in the ways of both eras. */
final class TaskMethods {
  private static final int PAGE = 100;

  private final TaskStore store;

  TaskMethods(TaskStore store) {
    this.store = store;
  }

  ObjectNode get(McpCall call) throws McpException {
    if (call.era() == Era.MODERN) {
      call.abilities().requireTasks();
    }
    Task task = task(call);
    if (call.era() == Era.LEGACY) {
      return TaskView.legacy(task);
    }
    task.sawEnd();
    return TaskView.detailed(task);
  }

  private Task task(McpCall call) throws McpException {
    return store
        .find(call.caller().principal(), call.text("taskId"))
        .orElseThrow(() -> McpError.invalidParams("Task not found").asException());
  }

  /** Of the modern era, which says nothing more than that it was heard. */
  ObjectNode cancelModern(McpCall call) throws McpException {
    call.abilities().requireTasks();
    task(call).cancel();
    return JsonNodeFactory.instance.objectNode();
  }

  ObjectNode cancelLegacy(McpCall call) throws McpException {
    Task task = task(call);
    if (!task.cancel()) {
      throw McpError.invalidParams("the task has ended, and can't be cancelled").asException();
    }
    return TaskView.legacy(task);
  }

  ObjectNode update(McpCall call) throws McpException {
    call.abilities().requireTasks();
    Task task = task(call);
    ObjectNode responses = call.object("inputResponses");
    for (var response : responses.properties()) {
      if (!response.getValue().isObject()) {
        throw McpError.invalidParams("each of inputResponses must be an object").asException();
      }
    }
    task.answer(responses);
    return JsonNodeFactory.instance.objectNode();
  }

  ObjectNode list(McpCall call) throws McpException {
    List<Task> all = store.all(call.caller().principal());
    int from = 0;
    if (Cursors.of(call).isPresent()) {
      String last = Cursors.of(call).get();
      while (from < all.size() && !all.get(from).id().equals(last)) {
        from++;
      }
      if (from == all.size()) {
        throw Cursors.invalid();
      }
      from++;
    }
    ObjectNode result = JsonNodeFactory.instance.objectNode();
    ArrayNode listed = result.putArray("tasks");
    int to = Math.min(all.size(), from + PAGE);
    all.subList(from, to).forEach(task -> listed.add(TaskView.legacy(task)));
    if (to < all.size()) {
      result.put("nextCursor", all.get(to - 1).id());
    }
    return result;
  }

  /** Waits for the end, and asks the client meanwhile whatever the task has to ask. */
  ObjectNode result(McpCall call) throws McpException, InterruptedException {
    Task task = task(call);
    TaskState state = task.awaitEndOrQuestion();
    while (!state.status().isEnd()) {
      if (task.beginAsking()) {
        try {
          ask(call, task);
        } finally {
          task.endAsking();
        }
      }
      state = task.awaitEndOrQuestion();
    }
    task.sawEnd();
    return switch (state.status()) {
      case COMPLETED -> TaskView.related(task, state.result());
      case FAILED -> throw state.error().asException();
      default -> throw McpError.of(McpError.REFUSED, "the task was cancelled").asException();
    };
  }

  private static void ask(McpCall call, Task task) throws McpException, InterruptedException {
    TaskState state = task.state();
    if (state.status() != TaskStatus.INPUT_REQUIRED) {
      return;
    }
    for (var request : state.inputRequests().properties()) {
      String method = request.getValue().path("method").asString("");
      ObjectNode params =
          request.getValue().path("params") instanceof ObjectNode object
              ? object
              : JsonNodeFactory.instance.objectNode();
      ObjectNode answers = JsonNodeFactory.instance.objectNode();
      try {
        call.abilities().requireFor(method);
        JsonNode answer =
            call.conversation().questions().ask(method, TaskView.related(task, params), call::send);
        answers.set(request.getKey(), answer);
      } catch (McpException unanswered) {
        if (task.fail(unanswered.error())) {
          task.interrupt();
        }
        return;
      }
      task.answer(answers);
    }
  }
}
