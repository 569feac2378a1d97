package dev.ccexecutor.protocol.client;

import dev.ccexecutor.protocol.execution.Connected;

/** What takes a session over to another connection. The token is a secret. */
record SessionCredentials(String sessionId, String resumeToken) {

  static SessionCredentials of(Connected connected) {
    return new SessionCredentials(connected.sessionId(), connected.resumeToken());
  }

  @Override
  public String toString() {
    return "SessionCredentials[sessionId=" + sessionId + "]";
  }
}
