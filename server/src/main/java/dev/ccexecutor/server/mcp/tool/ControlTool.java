package dev.ccexecutor.server.mcp.tool;

import dev.ccexecutor.protocol.execution.ControlType;
import dev.ccexecutor.protocol.execution.ExecutionStatus;
import dev.ccexecutor.server.mcp.executor.ExecutorException;
import dev.ccexecutor.server.mcp.executor.ExecutorSession;
import dev.ccexecutor.server.mcp.executor.StatusDocument;
import dev.ccexecutor.server.mcp.feature.CallContext;
import dev.ccexecutor.server.mcp.feature.ExecutorConnections.Purpose;
import dev.ccexecutor.server.mcp.feature.Outcome;
import dev.ccexecutor.server.mcp.feature.ToolResult;
import java.time.Duration;
import java.util.Locale;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Pauses, resumes and ends an execution. */
final class ControlTool implements ExecutorTool.Action {
  private static final double DEFAULT_WAIT_SECONDS = 10;

  @Override
  public Outcome run(Arguments arguments, CallContext context)
      throws ExecutorException, InterruptedException {
    String executionId = arguments.required("execution_id");
    String action = arguments.required("action");
    ControlType type = ControlType.valueOf(action.toUpperCase(Locale.ROOT));
    Double grace = arguments.has("grace") ? (Double) arguments.number("grace", 0) : null;
    if (grace != null && type != ControlType.CANCEL) {
      throw new ExecutorException("grace goes with the action cancel only.");
    }
    boolean ends = type == ControlType.CANCEL || type == ControlType.KILL;
    Duration patience =
        Waits.ofSeconds(ends ? arguments.number("wait_seconds", DEFAULT_WAIT_SECONDS) : 0);
    try (ExecutorSession session = ExecutorSession.open(context.caller(), Purpose.LOOK)) {
      String result = session.control(type, executionId, grace);
      ExecutionStatus status =
          Waits.withHeartbeats(
              patience,
              context,
              time -> session.statusWithin(executionId, time),
              known -> known.exit() != null);
      return outcome(executionId, action, result, status);
    }
  }

  private static Outcome outcome(
      String executionId, String action, String result, ExecutionStatus status) {
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    document.put("execution_id", executionId);
    document.put("action", action);
    document.put("result", result);
    document.set("execution", StatusDocument.of(status));
    return ToolResult.structured(document, result + "\n" + StatusDocument.line(status));
  }
}
