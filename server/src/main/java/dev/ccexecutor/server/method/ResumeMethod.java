package dev.ccexecutor.server.method;

import dev.ccexecutor.protocol.execution.SessionResumeParams;
import dev.ccexecutor.protocol.jsonrpc.JsonRpcException;
import dev.ccexecutor.protocol.jsonrpc.Parameters;
import dev.ccexecutor.server.audit.AuditLog;
import dev.ccexecutor.server.session.Session;
import dev.ccexecutor.server.session.Sessions;
import java.util.concurrent.CompletionStage;

/** {@code session.resume}: another session's executions become this connection's. */
final class ResumeMethod implements Method {
  private final Sessions sessions;
  private final AuditLog audit;

  ResumeMethod(Sessions sessions, AuditLog audit) {
    this.sessions = sessions;
    this.audit = audit;
  }

  @Override
  public String name() {
    return "session.resume";
  }

  @Override
  public CompletionStage<?> call(MethodCall call) throws JsonRpcException {
    SessionResumeParams params = Parameters.bind(call.params(), SessionResumeParams.class);
    return sessions
        .resume(call.session(), params)
        .whenComplete((resumed, failure) -> tell(call.session(), params, failure));
  }

  /** That it failed is told as a refusal. */
  private void tell(Session session, SessionResumeParams params, Throwable failure) {
    if (failure == null) {
      audit.write(
          SessionAudit.entry("session_resumed", session)
              .with("former_session_id", params.sessionId())
              .build());
    }
  }
}
