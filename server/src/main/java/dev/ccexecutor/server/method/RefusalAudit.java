package dev.ccexecutor.server.method;

import dev.ccexecutor.protocol.execution.ExecuteParams;
import dev.ccexecutor.protocol.jsonrpc.JsonRpcException;
import dev.ccexecutor.server.audit.AuditLog;
import java.util.List;

/** Has it written down what commands were refused, with their words. */
record RefusalAudit(AuditLog log) {
  /** Tells of a refusal; what is thrown for it from here on is told of by nobody else. */
  ToldRefusal told(MethodCall call, ExecuteParams params, JsonRpcException refusal) {
    CommandRefusals.note(call.session(), params.executionId(), refusal);
    log.write(
        Dispatcher.refusal("execution_refused", call.session(), refusal.error())
            .with("request_id", call.requestId())
            .with("execution_id", params.executionId())
            .with("hook", refusal.error().data().get("hook"))
            .with("cwd", params.cwd())
            .argv(params.argv() == null ? List.of(params.command()) : params.argv())
            .build());
    return new ToldRefusal(refusal.error());
  }
}
