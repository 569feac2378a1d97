package dev.ccexecutor.server.method;

import dev.ccexecutor.protocol.execution.DetachParams;
import dev.ccexecutor.protocol.execution.DetachResult;
import dev.ccexecutor.protocol.jsonrpc.JsonRpcException;
import dev.ccexecutor.protocol.jsonrpc.Parameters;
import dev.ccexecutor.server.execution.KnownExecution;
import java.util.concurrent.CompletionStage;

/** {@code execution.detach}: this connection wants nothing more of an execution. */
final class DetachMethod implements Method {
  @Override
  public String name() {
    return "execution.detach";
  }

  @Override
  public CompletionStage<?> call(MethodCall call) throws JsonRpcException {
    DetachParams params = Parameters.bind(call.params(), DetachParams.class);
    KnownExecution known = call.session().executions().known(params.executionId());
    return call.session()
        .subscriptions()
        .detach(known.execution())
        .thenApply(detached -> DetachResult.of(params.executionId()));
  }
}
