package dev.ccexecutor.server.method;

import dev.ccexecutor.protocol.execution.ControlParams;
import dev.ccexecutor.protocol.jsonrpc.JsonRpcException;
import dev.ccexecutor.protocol.jsonrpc.Parameters;
import dev.ccexecutor.server.execution.Execution;
import dev.ccexecutor.server.execution.ExecutionErrors;
import dev.ccexecutor.server.session.Session;
import java.util.concurrent.CompletionStage;

/** {@code control}: pause, resume, cancel, kill, signal. */
final class ControlMethod implements Method {
  @Override
  public String name() {
    return "control";
  }

  @Override
  public CompletionStage<?> call(MethodCall call) throws JsonRpcException {
    ControlParams params = Parameters.bind(call.params(), ControlParams.class);
    Execution execution =
        params.executionId() == null
            ? newest(call.session())
            : call.session().executions().live(params.executionId());
    return execution.control(params);
  }

  private static Execution newest(Session session) throws JsonRpcException {
    return session
        .subscriptions()
        .newestExecution()
        .orElseThrow(() -> ExecutionErrors.noneRunning().asException());
  }
}
