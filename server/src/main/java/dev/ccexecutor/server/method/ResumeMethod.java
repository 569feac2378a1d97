package dev.ccexecutor.server.method;

import dev.ccexecutor.protocol.execution.SessionResumeParams;
import dev.ccexecutor.protocol.jsonrpc.JsonRpcException;
import dev.ccexecutor.protocol.jsonrpc.Parameters;
import dev.ccexecutor.server.session.Sessions;
import java.util.concurrent.CompletionStage;

/** {@code session.resume}: another session's executions become this connection's. */
final class ResumeMethod implements Method {
  private final Sessions sessions;

  ResumeMethod(Sessions sessions) {
    this.sessions = sessions;
  }

  @Override
  public String name() {
    return "session.resume";
  }

  @Override
  public CompletionStage<?> call(MethodCall call) throws JsonRpcException {
    SessionResumeParams params = Parameters.bind(call.params(), SessionResumeParams.class);
    return sessions.resume(call.session(), params);
  }
}
