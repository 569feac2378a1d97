package dev.ccexecutor.server.mcp.tool;

import dev.ccexecutor.protocol.client.ExecutionListener;
import dev.ccexecutor.protocol.client.OutputChunk;
import dev.ccexecutor.protocol.client.RemoteExecution;
import dev.ccexecutor.protocol.execution.AttachMode;
import dev.ccexecutor.protocol.execution.AttachParams;
import dev.ccexecutor.protocol.execution.OutputForm;
import dev.ccexecutor.server.mcp.executor.ExecutorException;
import dev.ccexecutor.server.mcp.executor.ExecutorSession;
import dev.ccexecutor.server.mcp.feature.CallContext;
import dev.ccexecutor.server.mcp.feature.ExecutorConnections.Purpose;
import dev.ccexecutor.server.mcp.feature.Outcome;
import dev.ccexecutor.server.mcp.feature.ToolResult;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import tools.jackson.databind.node.JsonNodeFactory;

/** Writes to the standard input of an execution, and ends it. */
final class InputTool implements ExecutorTool.Action {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final ExecutionListener RELEASING = OutputChunk::release;

  @Override
  public Outcome run(Arguments arguments, CallContext context)
      throws ExecutorException, InterruptedException {
    byte[] bytes = bytes(arguments);
    boolean ends = arguments.flag("close", false);
    String executionId = arguments.required("execution_id");
    if (bytes.length == 0 && !ends) {
      throw new ExecutorException("Give text or base64, or close the input.");
    }
    try (ExecutorSession session = ExecutorSession.open(context.caller(), Purpose.LOOK)) {
      RemoteExecution execution =
          ExecutorSession.await(session.client().attach(observing(executionId), RELEASING));
      CompletableFuture<Void> written = execution.input().write(bytes);
      CompletableFuture<Void> all =
          ends ? CompletableFuture.allOf(written, execution.input().close()) : written;
      if (!ExecutorSession.isDoneWithin(all, PATIENCE)) {
        throw new ExecutorException(
            "The command does not read its input, and the server keeps no more of it: not all of"
                + " this was taken, and how much is not known. Wait until it reads, or end it.");
      }
    }
    return ToolResult.structured(
        JsonNodeFactory.instance
            .objectNode()
            .put("execution_id", executionId)
            .put("bytes", bytes.length)
            .put("closed", ends),
        bytes.length + " bytes were taken" + (ends ? ", and the input has ended." : "."));
  }

  private static AttachParams observing(String executionId) {
    return new AttachParams(
        executionId, null, null, OutputForm.NONE, null, null, AttachMode.OBSERVE);
  }

  private static byte[] bytes(Arguments arguments) throws ExecutorException {
    if (arguments.has("text") && arguments.has("base64")) {
      throw new ExecutorException("Give either text or base64.");
    }
    try {
      return arguments.has("base64")
          ? Base64.getDecoder().decode(arguments.required("base64"))
          : arguments.utf8("text");
    } catch (IllegalArgumentException noBase64) {
      throw new ExecutorException("base64 is none.");
    }
  }
}
