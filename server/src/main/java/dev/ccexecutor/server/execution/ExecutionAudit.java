package dev.ccexecutor.server.execution;

import dev.ccexecutor.protocol.execution.ProcessCompleted;
import dev.ccexecutor.server.audit.AuditEntry;
import dev.ccexecutor.server.audit.AuditLog;
import dev.ccexecutor.server.execution.journal.PastExecution;
import dev.ccexecutor.server.posix.SpawnRequest;
import dev.ccexecutor.server.threading.RunsOn;
import dev.ccexecutor.server.threading.ThreadRole;

/** What the audit log is told of one execution. */
final class ExecutionAudit {
  private final AuditLog log;
  private final ExecutionSpec spec;

  /** Null until it is asked for, and after its start. */
  private volatile AuditEntry.Builder start;

  ExecutionAudit(AuditLog log, ExecutionSpec spec) {
    this.log = log;
    this.spec = spec;
  }

  /**
   * It is about to start.
   *
   * @param peer who asks for it
   */
  void requested(SpawnRequest request, String peer) {
    start =
        entry("execution_started")
            .with("peer", peer)
            .with("request_id", spec.requestId())
            .with("cwd", request.workingDirectory())
            .with("program", request.guard().program())
            .argv(request.argv());
  }

  @RunsOn(ThreadRole.READER_LOOP)
  void started(int pid) {
    log.write(start.with("pid", pid).with("marker", spec.marker()).build());
    start = null;
  }

  /**
   * Nothing runs.
   *
   * @param errno null if it was not the kernel that refused
   */
  @RunsOn(ThreadRole.READER_LOOP)
  void failed(String errno) {
    AuditEntry.Builder request = start == null ? entry("execution_failed") : start;
    start = null;
    AuditEntry asked = request.with("errno", errno).build();
    log.write(new AuditEntry(asked.time(), "execution_failed", asked.members(), asked.argv()));
  }

  @RunsOn(ThreadRole.READER_LOOP)
  void ended(ProcessCompleted end) {
    log.write(
        entry("execution_ended")
            .with("pid", end.pid())
            .with("status", end.status().wireName())
            .with("reason", end.reason().wireName())
            .with("exit_code", end.exitCode())
            .with("signal", end.signal())
            .with("execution_time", end.executionTimeSeconds())
            .with("stdout_bytes", end.stdout().bytes())
            .with("stderr_bytes", end.stderr().bytes())
            .with("tree_empty", end.treeEmpty())
            .build());
  }

  /** Its server died under it, and this one found that. */
  static AuditEntry lost(PastExecution past) {
    return AuditEntry.of("execution_ended")
        .with("principal", past.principal().name())
        .with("execution_id", past.executionId())
        .with("marker", past.marker())
        .with("pid", past.end().pid())
        .with("status", past.end().status().wireName())
        .with("tree_empty", past.end().treeEmpty())
        .build();
  }

  private AuditEntry.Builder entry(String event) {
    return AuditEntry.of(event)
        .with("principal", spec.principal().name())
        .with("session_id", spec.sessionId())
        .with("execution_id", spec.executionId());
  }
}
