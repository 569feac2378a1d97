package dev.ccexecutor.server.method;

import dev.ccexecutor.protocol.execution.AckParams;
import dev.ccexecutor.protocol.jsonrpc.JsonRpcException;
import dev.ccexecutor.protocol.jsonrpc.Parameters;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** {@code output.ack}: the client has taken care of output. */
final class AckMethod implements Method {
  @Override
  public String name() {
    return "output.ack";
  }

  @Override
  public CompletionStage<?> call(MethodCall call) throws JsonRpcException {
    AckParams params = Parameters.bind(call.params(), AckParams.class);
    call.session().subscriptions().acknowledge(params.executionId(), params.offsets());
    return CompletableFuture.completedStage(Map.of());
  }
}
