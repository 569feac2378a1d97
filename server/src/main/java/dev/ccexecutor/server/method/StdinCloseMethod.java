package dev.ccexecutor.server.method;

import dev.ccexecutor.protocol.execution.StdinCloseParams;
import dev.ccexecutor.protocol.execution.StdinCloseResult;
import dev.ccexecutor.protocol.jsonrpc.JsonRpcException;
import dev.ccexecutor.protocol.jsonrpc.Parameters;
import dev.ccexecutor.server.execution.Execution;
import dev.ccexecutor.server.execution.ExecutionErrors;
import dev.ccexecutor.server.execution.input.InputAnswer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * {@code stdin.close}: the child's input ends behind what was taken of it. To close what is closed
 * is no mistake: whoever closed it, the client has what it asked for.
 */
final class StdinCloseMethod implements Method {
  @Override
  public String name() {
    return "stdin.close";
  }

  @Override
  public CompletionStage<?> call(MethodCall call) throws JsonRpcException {
    StdinCloseParams params = Parameters.bind(call.params(), StdinCloseParams.class);
    Execution execution = call.session().executions().live(params.executionId());
    return CompletableFuture.completedStage(result(params.executionId(), execution.input().end()));
  }

  private static StdinCloseResult result(String executionId, InputAnswer answer)
      throws JsonRpcException {
    return switch (answer.verdict()) {
      case TAKEN, CLOSED -> new StdinCloseResult(answer.nextOffset());
      case FULL -> throw ExecutionErrors.stdinFull(answer).asException();
      case HOLE -> throw new IllegalStateException("an end without an offset leaves no hole");
      case ENDED -> throw ExecutionErrors.hasEnded(executionId).asException();
    };
  }
}
