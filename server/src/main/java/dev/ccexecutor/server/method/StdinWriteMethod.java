package dev.ccexecutor.server.method;

import dev.ccexecutor.protocol.execution.StdinWriteParams;
import dev.ccexecutor.protocol.execution.StdinWriteResult;
import dev.ccexecutor.protocol.jsonrpc.JsonRpcException;
import dev.ccexecutor.protocol.jsonrpc.Parameters;
import dev.ccexecutor.server.execution.Execution;
import dev.ccexecutor.server.execution.ExecutionErrors;
import dev.ccexecutor.server.execution.input.InputAnswer;
import dev.ccexecutor.server.execution.input.InputPiece;
import io.netty.buffer.Unpooled;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * {@code stdin.write}: takes what fits into the execution's buffer, and answers at once: nobody
 * waits for a child that does not read.
 */
final class StdinWriteMethod implements Method {
  @Override
  public String name() {
    return "stdin.write";
  }

  @Override
  public CompletionStage<?> call(MethodCall call) throws JsonRpcException {
    StdinWriteParams params = Parameters.bind(call.params(), StdinWriteParams.class);
    Execution execution = call.session().executions().live(params.executionId());
    InputAnswer answer = execution.input().write(piece(params));
    return CompletableFuture.completedStage(result(params.executionId(), answer));
  }

  private static InputPiece piece(StdinWriteParams params) {
    return new InputPiece(
        params.firstOffset(),
        Unpooled.wrappedBuffer(params.bytes()),
        params.isText() ? InputPiece.Cut.BETWEEN_CHARACTERS : InputPiece.Cut.ANYWHERE,
        params.endsInput());
  }

  private static StdinWriteResult result(String executionId, InputAnswer answer)
      throws JsonRpcException {
    return switch (answer.verdict()) {
      case TAKEN -> new StdinWriteResult(answer.accepted(), answer.nextOffset(), answer.window());
      case FULL -> throw ExecutionErrors.stdinFull(answer).asException();
      case HOLE -> throw ExecutionErrors.stdinHole(answer).asException();
      case CLOSED -> throw ExecutionErrors.stdinClosed().asException();
      case ENDED -> throw ExecutionErrors.hasEnded(executionId).asException();
    };
  }
}
