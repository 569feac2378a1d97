package dev.ccexecutor.server.method;

import dev.ccexecutor.protocol.execution.PtyResizeParams;
import dev.ccexecutor.protocol.jsonrpc.JsonRpcException;
import dev.ccexecutor.protocol.jsonrpc.Parameters;
import dev.ccexecutor.server.execution.ExecutionRegistry;
import java.util.concurrent.CompletionStage;

/** {@code pty.resize}: another size for a terminal. */
final class PtyResizeMethod implements Method {
  private final ExecutionRegistry registry;

  PtyResizeMethod(ExecutionRegistry registry) {
    this.registry = registry;
  }

  @Override
  public String name() {
    return "pty.resize";
  }

  @Override
  public CompletionStage<?> call(MethodCall call) throws JsonRpcException {
    PtyResizeParams params = Parameters.bind(call.params(), PtyResizeParams.class);
    return registry.live(params.executionId()).resize(params.size());
  }
}
