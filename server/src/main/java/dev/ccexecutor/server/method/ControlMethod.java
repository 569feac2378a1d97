package dev.ccexecutor.server.method;

import dev.ccexecutor.protocol.execution.ControlParams;
import dev.ccexecutor.protocol.execution.ControlType;
import dev.ccexecutor.protocol.jsonrpc.JsonRpcException;
import dev.ccexecutor.protocol.jsonrpc.Parameters;
import dev.ccexecutor.server.audit.AuditLog;
import dev.ccexecutor.server.execution.Execution;
import dev.ccexecutor.server.execution.ExecutionErrors;
import dev.ccexecutor.server.logging.LogKeys;
import dev.ccexecutor.server.session.RequestLane;
import dev.ccexecutor.server.session.Session;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/** {@code control}: pause, resume, cancel, kill, signal. */
final class ControlMethod implements Method {
  private static final Logger log = LoggerFactory.getLogger(ControlMethod.class);

  private final AuditLog audit;

  ControlMethod(AuditLog audit) {
    this.audit = audit;
  }

  @Override
  public String name() {
    return "control";
  }

  /**
   * A pause waits until every process was seen stopped, so it can't have what is kept for a stop.
   */
  @Override
  public RequestLane lane(JsonNode params) {
    boolean isPause =
        params != null && ControlType.PAUSE.wireName().equals(params.path("type").asString(""));
    return isPause ? RequestLane.WORK : RequestLane.CONTROL;
  }

  @Override
  public CompletionStage<?> call(MethodCall call) throws JsonRpcException {
    ControlParams params = Parameters.bind(call.params(), ControlParams.class);
    Execution execution =
        params.executionId() == null
            ? newest(call.session())
            : call.session().executions().live(params.executionId());
    log.atDebug()
        .addKeyValue(LogKeys.SESSION_ID, call.session().id())
        .addKeyValue(LogKeys.EXECUTION_ID, execution.spec().executionId())
        .addKeyValue(LogKeys.REQUEST_ID, call.requestId())
        .addKeyValue(LogKeys.PRINCIPAL, call.session().principal().name())
        .addKeyValue("control", params.type().wireName())
        .log("control requested");
    audit.write(
        SessionAudit.entry("execution_controlled", call.session())
            .with("execution_id", execution.spec().executionId())
            .with("type", params.type().name())
            .with("signal", params.signal())
            .build());
    return execution.control(params);
  }

  private static Execution newest(Session session) throws JsonRpcException {
    return session
        .subscriptions()
        .newestExecution()
        .orElseThrow(() -> ExecutionErrors.noneRunning().asException());
  }
}
