package dev.ccexecutor.server.mcp.engine;

import dev.ccexecutor.server.mcp.feature.Catalog;
import dev.ccexecutor.server.mcp.feature.Outcome;
import dev.ccexecutor.server.mcp.feature.TaskSupport;
import dev.ccexecutor.server.mcp.feature.Tool;
import dev.ccexecutor.server.mcp.feature.ToolDescription;
import dev.ccexecutor.server.mcp.feature.ToolResult;
import dev.ccexecutor.server.mcp.message.Era;
import dev.ccexecutor.server.mcp.message.McpError;
import dev.ccexecutor.server.mcp.message.McpException;
import dev.ccexecutor.server.mcp.message.McpWriter;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Lists and calls tools. */
final class ToolMethods {
  private final Catalog catalog;
  private final InputRounds rounds;
  private final TaskRunner runner;
  private final ArgumentCheck arguments = new ArgumentCheck();

  ToolMethods(Catalog catalog, InputRounds rounds, TaskRunner runner) {
    this.catalog = catalog;
    this.rounds = rounds;
    this.runner = runner;
  }

  ObjectNode list(McpCall call) throws McpException {
    Cursors.refuse(call);
    ObjectNode result = JsonNodeFactory.instance.objectNode();
    ArrayNode tools = result.putArray("tools");
    catalog.tools().forEach(tool -> tools.add(toJson(tool.description(), call.era())));
    return Cacheable.in(call, result);
  }

  private static ObjectNode toJson(ToolDescription tool, Era era) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("name", tool.name());
    if (tool.title() != null) {
      json.put("title", tool.title());
    }
    json.put("description", tool.description());
    json.set("inputSchema", tool.inputSchema());
    if (tool.outputSchema() != null) {
      json.set("outputSchema", tool.outputSchema());
    }
    if (tool.annotations() != null) {
      json.set("annotations", tool.annotations());
    }
    if (era == Era.LEGACY && tool.taskSupport() != TaskSupport.FORBIDDEN) {
      json.putObject("execution").put("taskSupport", tool.taskSupport().wireName());
    }
    return json;
  }

  ObjectNode call(McpCall call) throws McpException, InterruptedException {
    String name = call.text("name");
    Tool tool =
        catalog.tool(name).orElseThrow(() -> McpError.invalidParams("Unknown tool").asException());
    ObjectNode given = call.object("arguments");
    List<String> problems = arguments.problems(tool.description(), given);
    if (!problems.isEmpty()) {
      // A result and no error, since clients show models results, and a model can mend this.
      return ToolResult.error("Wrong arguments for " + name + ":\n" + String.join("\n", problems))
          .result();
    }
    Optional<ObjectNode> asTask =
        call.era() == Era.MODERN ? modernTask(call, tool, given) : legacyTask(call, tool, given);
    return asTask.isPresent()
        ? asTask.get()
        : rounds.run(call, name, context -> tool.call(given, context));
  }

  /** The server decides: whatever can be a task becomes one, if the client knows of tasks. */
  private Optional<ObjectNode> modernTask(McpCall call, Tool tool, ObjectNode given)
      throws McpException, InterruptedException {
    TaskSupport support = tool.description().taskSupport();
    if (support == TaskSupport.REQUIRED) {
      call.abilities().requireTasks();
    }
    if (support == TaskSupport.FORBIDDEN || !call.abilities().hasTasks()) {
      return Optional.empty();
    }
    String name = tool.description().name();
    CallInput input = rounds.read(call, name);
    Optional<Outcome.InputRequired> first = tool.beforeTask(given, new RequestContext(call, input));
    if (first.isPresent()) {
      return Optional.of(rounds.toResult(call, name, first.get()));
    }
    Optional<Task> task = runner.begin(call, tool, given, input, 0);
    if (task.isEmpty() && support == TaskSupport.REQUIRED) {
      throw noRoom();
    }
    // Without room for a task the client waits for the result, as one that knows of none does.
    return task.map(
        begun -> {
          call.whenDropped(begun::cancel);
          ObjectNode result = JsonNodeFactory.instance.objectNode().put("resultType", "task");
          return result.setAll(TaskView.created(begun));
        });
  }

  private static McpException noRoom() {
    return McpError.of(
            McpError.REFUSED, "too many tasks: read or cancel some, or wait for some to end")
        .asException();
  }

  /** The client decides, by a member of the params. */
  private Optional<ObjectNode> legacyTask(McpCall call, Tool tool, ObjectNode given)
      throws McpException, InterruptedException {
    TaskSupport support = tool.description().taskSupport();
    boolean wanted = call.params().has("task");
    if (wanted && support == TaskSupport.FORBIDDEN) {
      throw McpError.of(McpError.METHOD_NOT_FOUND, "this tool can't be called as a task")
          .asException();
    }
    if (!wanted && support == TaskSupport.REQUIRED) {
      throw McpError.of(McpError.METHOD_NOT_FOUND, "this tool can be called as a task only")
          .asException();
    }
    if (!wanted) {
      return Optional.empty();
    }
    long wantedMillis = call.object("task").path("ttl").asLong(0);
    Task task =
        runner
            .begin(call, tool, given, CallInput.none(), wantedMillis)
            .orElseThrow(ToolMethods::noRoom);
    Notices notices = call.conversation().notices();
    TaskStore tasks = call.engine().tasks();
    task.listen(() -> tellStatus(notices, tasks, task.principal(), task.id()));
    call.whenDropped(task::cancel);
    ObjectNode result = JsonNodeFactory.instance.objectNode();
    result.set("task", TaskView.legacy(task));
    return Optional.of(result);
  }

  /** As it is by then; a task that is kept no more is nothing to tell of. */
  private static void tellStatus(
      Notices notices, TaskStore tasks, String principal, String taskId) {
    notices.add(
        "task " + taskId,
        () ->
            tasks
                .find(principal, taskId)
                .map(
                    task ->
                        McpWriter.notification(
                            "notifications/tasks/status", TaskView.legacy(task))));
  }
}
