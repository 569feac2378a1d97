package dev.ccexecutor.server.mcp.tool;

import dev.ccexecutor.protocol.execution.ExecutionStatus;
import dev.ccexecutor.server.mcp.executor.ExecutionPages;
import dev.ccexecutor.server.mcp.executor.ExecutorException;
import dev.ccexecutor.server.mcp.executor.ExecutorSession;
import dev.ccexecutor.server.mcp.executor.StatusDocument;
import dev.ccexecutor.server.mcp.feature.CallContext;
import dev.ccexecutor.server.mcp.feature.Outcome;
import dev.ccexecutor.server.mcp.feature.ToolResult;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Tells of one execution, or of all. */
final class StatusTool implements ExecutorTool.Action {
  private static final int PAGE_SIZE = 50;

  @Override
  public Outcome run(Arguments arguments, CallContext context)
      throws ExecutorException, InterruptedException {
    Duration patience = Waits.ofSeconds(arguments.number("wait_seconds", 0));
    Optional<String> executionId = arguments.text("execution_id");
    try (ExecutorSession session =
        ExecutorSession.open(context.caller(), Waits.purpose(patience))) {
      if (executionId.isPresent()) {
        ExecutionStatus status =
            Waits.withHeartbeats(
                patience,
                context,
                time -> session.statusWithin(executionId.get(), time),
                known -> known.exit() != null);
        return outcome(List.of(status), Optional.empty());
      }
      ExecutionPages.Page page =
          ExecutionPages.page(session, arguments.text("cursor"), PAGE_SIZE)
              .orElseThrow(() -> new ExecutorException("cursor is none that was given here."));
      return outcome(page.executions(), page.nextCursor());
    }
  }

  private static Outcome outcome(List<ExecutionStatus> executions, Optional<String> nextCursor) {
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    ArrayNode all = document.putArray("executions");
    executions.forEach(status -> all.add(StatusDocument.of(status)));
    document.put("next_cursor", nextCursor.orElse(null));
    String lines =
        executions.isEmpty()
            ? "There are none."
            : executions.stream().map(StatusDocument::line).collect(Collectors.joining("\n"));
    return ToolResult.structured(
        document, lines + nextCursor.map(cursor -> "\nMore with cursor " + cursor).orElse(""));
  }
}
