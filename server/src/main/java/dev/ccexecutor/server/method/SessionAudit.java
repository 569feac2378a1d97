package dev.ccexecutor.server.method;

import dev.ccexecutor.server.audit.AuditEntry;
import dev.ccexecutor.server.session.Session;

/** What the audit log is told of what a session does to executions, its own and others'. */
final class SessionAudit {
  private SessionAudit() {}

  /** An entry that says who did it. */
  static AuditEntry.Builder entry(String event, Session session) {
    return AuditEntry.of(event)
        .with("principal", session.principal().name())
        .with("peer", session.peer())
        .with("session_id", session.id());
  }
}
