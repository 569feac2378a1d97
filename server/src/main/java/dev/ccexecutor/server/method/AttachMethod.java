package dev.ccexecutor.server.method;

import dev.ccexecutor.protocol.execution.AttachParams;
import dev.ccexecutor.protocol.jsonrpc.JsonRpcException;
import dev.ccexecutor.protocol.jsonrpc.Parameters;
import dev.ccexecutor.server.audit.AuditLog;
import dev.ccexecutor.server.execution.Execution;
import dev.ccexecutor.server.session.OutputChoice;
import java.util.Locale;
import java.util.concurrent.CompletionStage;

/** {@code execution.attach}: an execution's output for this connection, from given offsets on. */
final class AttachMethod implements Method {
  private final OutputLimits limits;
  private final AuditLog audit;

  AttachMethod(OutputLimits limits, AuditLog audit) {
    this.limits = limits;
    this.audit = audit;
  }

  @Override
  public String name() {
    return "execution.attach";
  }

  @Override
  public CompletionStage<?> call(MethodCall call) throws JsonRpcException {
    AttachParams params = Parameters.bind(call.params(), AttachParams.class);
    limits.checkWindow(params.windowBytes());
    Execution execution = call.session().executions().known(params.executionId()).execution();
    OutputChoice choice =
        new OutputChoice(
            params.outputForm(),
            params.windowBytes(),
            params.whenFullOr(execution.spec().retention().whenFull()));
    audit.write(
        SessionAudit.entry("execution_attached", call.session())
            .with("execution_id", params.executionId())
            .with("mode", params.attachMode().name().toLowerCase(Locale.ROOT))
            .build());
    return call.session()
        .subscriptions()
        .attach(execution, params.attachMode(), params.offsets(), choice);
  }
}
