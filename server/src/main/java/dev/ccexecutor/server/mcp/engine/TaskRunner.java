package dev.ccexecutor.server.mcp.engine;

import dev.ccexecutor.server.mcp.feature.Outcome;
import dev.ccexecutor.server.mcp.feature.Tool;
import dev.ccexecutor.server.mcp.message.McpError;
import dev.ccexecutor.server.mcp.message.McpException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import tools.jackson.databind.node.ObjectNode;

/** Runs tools as tasks. Any thread. */
final class TaskRunner {
  private static final Logger log = LoggerFactory.getLogger(TaskRunner.class);
  private static final int MAX_ROUNDS = 16;

  private final TaskStore store;
  private final CallSlots slots;

  TaskRunner(TaskStore store, CallSlots slots) {
    this.store = store;
    this.slots = slots;
  }

  /**
   * Begins a task, which can be found from now on.
   *
   * @param wantedMillis for which the client would have it kept; not positive where it does not say
   * @return empty if there is no room for it
   */
  Optional<Task> begin(
      McpCall call, Tool tool, ObjectNode arguments, CallInput input, long wantedMillis) {
    String principal = call.caller().principal();
    if (!slots.take(principal)) {
      return Optional.empty();
    }
    Optional<Task> created = store.create(principal, wantedMillis);
    if (created.isEmpty()) {
      slots.release(principal);
      return created;
    }
    Task task = created.get();
    task.start(
        () -> {
          try {
            run(task, call, tool, arguments, input);
          } finally {
            slots.release(principal);
          }
        });
    return created;
  }

  private void run(Task task, McpCall call, Tool tool, ObjectNode arguments, CallInput first) {
    try {
      CallInput input = first;
      for (int round = 0; round < MAX_ROUNDS; round++) {
        switch (tool.call(arguments, new TaskContext(task, call, input))) {
          case Outcome.Complete(ObjectNode result) -> {
            store.complete(task, result);
            return;
          }
          case Outcome.InputRequired required ->
              input =
                  new CallInput(
                      task.awaitInput(required.inputRequests()),
                      Optional.ofNullable(required.state()));
        }
      }
      task.fail(McpError.of(McpError.INTERNAL_ERROR, "the client is asked without an end"));
    } catch (McpException refused) {
      task.fail(refused.error());
    } catch (InterruptedException canceled) {
      // Whoever has interrupted it has ended it. A tool that made this up has not.
      task.fail(McpError.of(McpError.INTERNAL_ERROR, "the task was interrupted"));
    } catch (RuntimeException | Error fault) {
      boolean unended =
          task.fail(
              McpError.of(McpError.INTERNAL_ERROR, "a fault of the server's; its log says more"));
      log.atLevel(unended ? Level.ERROR : Level.DEBUG)
          .addKeyValue("tool", tool.description().name())
          .setCause(fault)
          .log("a task failed");
    }
  }
}
