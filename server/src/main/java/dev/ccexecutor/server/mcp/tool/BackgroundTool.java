package dev.ccexecutor.server.mcp.tool;

import dev.ccexecutor.protocol.client.ExecutionListener;
import dev.ccexecutor.protocol.client.OutputChunk;
import dev.ccexecutor.protocol.client.RemoteExecution;
import dev.ccexecutor.protocol.execution.OutputForm;
import dev.ccexecutor.protocol.execution.StdinMode;
import dev.ccexecutor.protocol.execution.WhenFull;
import dev.ccexecutor.server.mcp.executor.ExecutorException;
import dev.ccexecutor.server.mcp.executor.ExecutorSession;
import dev.ccexecutor.server.mcp.executor.StatusDocument;
import dev.ccexecutor.server.mcp.feature.CallContext;
import dev.ccexecutor.server.mcp.feature.ExecutorConnections.Purpose;
import dev.ccexecutor.server.mcp.feature.Outcome;
import dev.ccexecutor.server.mcp.feature.ToolResult;
import java.time.Duration;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Starts a command and leaves it to itself. Nobody is its owner from then on, so the server ends it
 * after its {@code detach_ttl}, whoever looks at it meanwhile.
 */
final class BackgroundTool implements ExecutorTool.Action {
  private static final double DEFAULT_DETACH_TTL_SECONDS = 3600;

  /** So that a command with a timeout ends by that, rather than by nobody's being there. */
  private static final double BEYOND_TIMEOUT_SECONDS = 60;

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final double LONGEST_DETACH_TTL_SECONDS = 604_800;

  private static final ExecutionListener RELEASING = OutputChunk::release;

  @Override
  public Outcome run(Arguments arguments, CallContext context)
      throws ExecutorException, InterruptedException {
    CommandRequest request = new CommandRequest(arguments);
    // Nobody reads while it runs: it must not wait for that when its disk or memory is used up.
    request
        .builder()
        .output(OutputForm.NONE)
        .whenFull(WhenFull.DROP_OLDEST)
        .detachTtl(detachTtl(arguments));
    boolean staysOpen = arguments.flag("keep_stdin_open", false);
    if (staysOpen) {
      request.builder().stdin(StdinMode.PIPE);
    }
    request.check();
    boolean isHandedOver = false;
    try (ExecutorSession session = ExecutorSession.open(context.caller(), Purpose.WAIT)) {
      try {
        Launch.Started<ExecutionListener> started =
            Launch.start(session, request, () -> RELEASING, context);
        if (arguments.has("stdin")) {
          giveInput(request, started.execution(), request.input(), !staysOpen);
        }
        isHandedOver = true;
        return outcome(request, started.execution().pid());
      } catch (ExecutorException notDone) {
        isHandedOver = notDone.kind().isPresent();
        throw notDone;
      } finally {
        if (!isHandedOver) {
          Stop.execution(session, context.caller(), request.executionId());
        }
      }
    }
  }

  /** It has started whatever becomes of its input, which it need not read. */
  private static void giveInput(
      CommandRequest request, RemoteExecution execution, byte[] input, boolean thenEnd)
      throws ExecutorException, InterruptedException {
    try {
      if (!ExecutorSession.isDoneWithin(Launch.write(execution, input, thenEnd), PATIENCE)) {
        request.notes().add("The command does not read its stdin: not all of it was taken.");
      }
    } catch (ExecutorException notTaken) {
      if (!notTaken.isInputClosed()) {
        throw notTaken;
      }
      request.notes().add("The command did not read all of its stdin.");
    }
  }

  private static double detachTtl(Arguments arguments) {
    if (arguments.has("detach_ttl")) {
      return arguments.number("detach_ttl", 0);
    }
    double timeout = arguments.number("timeout", 0);
    return timeout == 0
        ? DEFAULT_DETACH_TTL_SECONDS
        : Math.min(timeout + BEYOND_TIMEOUT_SECONDS, LONGEST_DETACH_TTL_SECONDS);
  }

  private static Outcome outcome(CommandRequest request, long pid) {
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    document.put("execution_id", request.executionId());
    document.put("pid", pid);
    document.put("state", "running");
    document.set("resources", StatusDocument.resources(request.executionId()));
    ArrayNode notes = document.putArray("notes");
    request.notes().forEach(notes::add);
    StringBuilder text =
        new StringBuilder("Started: execution_id ")
            .append(request.executionId())
            .append(", pid ")
            .append(pid)
            .append('\n');
    request.notes().forEach(note -> text.append("Note: ").append(note).append('\n'));
    return ToolResult.structured(document, text.toString());
  }
}
