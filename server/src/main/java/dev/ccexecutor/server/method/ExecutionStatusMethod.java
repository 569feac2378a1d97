package dev.ccexecutor.server.method;

import dev.ccexecutor.protocol.execution.ExecutionStatus;
import dev.ccexecutor.protocol.execution.StatusParams;
import dev.ccexecutor.protocol.jsonrpc.JsonRpcException;
import dev.ccexecutor.protocol.jsonrpc.Parameters;
import dev.ccexecutor.server.execution.KnownExecution;
import dev.ccexecutor.server.session.Session;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** {@code execution.status}: one status, at once or when the execution has ended. */
final class ExecutionStatusMethod implements Method {
  @Override
  public String name() {
    return "execution.status";
  }

  @Override
  public CompletionStage<?> call(MethodCall call) throws JsonRpcException {
    StatusParams params = Parameters.bind(call.params(), StatusParams.class);
    KnownExecution known = call.session().executions().known(params.executionId());
    if (params.waitMillis() > 0 && known instanceof KnownExecution.Live live) {
      return afterEnd(live, params.waitMillis(), call.session());
    }
    return CompletableFuture.completedStage(known.status());
  }

  /** The session gives the wait up when it closes, so that no execution remembers who has gone. */
  private static CompletionStage<ExecutionStatus> afterEnd(
      KnownExecution.Live live, long waitMillis, Session session) {
    CompletableFuture<ExecutionStatus> end = live.execution().awaitEnd();
    Future<?> timer =
        session.schedule(() -> end.complete(live.status()), waitMillis, TimeUnit.MILLISECONDS);
    end.whenComplete((status, failure) -> timer.cancel(false));
    session.cancelWhenClosed(end);
    // Nobody hears the answer of a wait that was given up, but it is no fault of the server's.
    return end.exceptionally(failure -> givenUp(failure, live));
  }

  private static ExecutionStatus givenUp(Throwable failure, KnownExecution.Live live) {
    if (failure instanceof CancellationException) {
      return live.status();
    }
    throw new CompletionException(failure);
  }
}
