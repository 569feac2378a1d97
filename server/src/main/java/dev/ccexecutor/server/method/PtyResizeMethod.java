package dev.ccexecutor.server.method;

import dev.ccexecutor.protocol.execution.PtyResizeParams;
import dev.ccexecutor.protocol.jsonrpc.JsonRpcException;
import dev.ccexecutor.protocol.jsonrpc.Parameters;
import java.util.concurrent.CompletionStage;

/** {@code pty.resize}: another size for a terminal. */
final class PtyResizeMethod implements Method {
  @Override
  public String name() {
    return "pty.resize";
  }

  @Override
  public CompletionStage<?> call(MethodCall call) throws JsonRpcException {
    PtyResizeParams params = Parameters.bind(call.params(), PtyResizeParams.class);
    return call.session().executions().live(params.executionId()).resize(params.size());
  }
}
