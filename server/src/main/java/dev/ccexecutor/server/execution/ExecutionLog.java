package dev.ccexecutor.server.execution;

import dev.ccexecutor.protocol.execution.ControlType;
import dev.ccexecutor.protocol.execution.EndReason;
import dev.ccexecutor.protocol.execution.ProcessCompleted;
import dev.ccexecutor.protocol.execution.ProcessExited;
import dev.ccexecutor.server.logging.FaultLog;
import dev.ccexecutor.server.logging.LogKeys;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * The log lines of an execution's life, each with its ids. Never its command's words, environment
 * or output.
 */
final class ExecutionLog {
  private static final Logger log = LoggerFactory.getLogger(Execution.class);

  private ExecutionLog() {}

  static void admitted(ExecutionSpec spec, String peer) {
    with(log.atDebug(), spec).addKeyValue(LogKeys.PEER, peer).log("execution admitted");
  }

  static void started(ExecutionSpec spec, int pid) {
    LoggingEventBuilder line =
        with(log.atInfo(), spec)
            .addKeyValue(LogKeys.PRINCIPAL, spec.principal().name())
            .addKeyValue(LogKeys.PID, pid)
            .addKeyValue("marker", spec.marker());
    (spec.labels().isEmpty() ? line : line.addKeyValue(LogKeys.LABELS, spec.labels()))
        .log("execution started");
  }

  /**
   * @param errno null if it was not the kernel that refused
   */
  static void notStarted(ExecutionSpec spec, String errno) {
    with(log.atWarn(), spec)
        .addKeyValue(LogKeys.ERRNO, errno)
        .log("execution could not be started");
  }

  /** A fault of the server's own. Throws nothing. */
  static void startFault(ExecutionSpec spec, Throwable fault) {
    FaultLog.tell(
        fault,
        () -> with(log.atError(), spec).setCause(fault).log("starting an execution met a fault"));
  }

  /**
   * @param signal null unless it is {@code SIGNAL}
   */
  static void controlled(ExecutionSpec spec, ControlType control, String signal) {
    LoggingEventBuilder line = with(log.atInfo(), spec).addKeyValue("control", control.wireName());
    (signal == null ? line : line.addKeyValue(LogKeys.SIGNAL, signal)).log("execution controlled");
  }

  static void stopping(ExecutionSpec spec, EndReason reason) {
    with(log.atInfo(), spec)
        .addKeyValue(LogKeys.REASON, reason.wireName())
        .log("execution stopping");
  }

  static void leaderExited(ExecutionSpec spec, ProcessExited exited) {
    with(log.atDebug(), spec)
        .addKeyValue(LogKeys.EXIT_CODE, exited.exitCode())
        .addKeyValue(LogKeys.SIGNAL, exited.signal())
        .log("execution's leader ended");
  }

  static void completed(ExecutionSpec spec, ProcessCompleted end) {
    with(log.atInfo(), spec)
        .addKeyValue(LogKeys.PRINCIPAL, spec.principal().name())
        .addKeyValue(LogKeys.PID, end.pid())
        .addKeyValue(LogKeys.REASON, end.reason().wireName())
        .addKeyValue(LogKeys.EXIT_CODE, end.exitCode())
        .addKeyValue(LogKeys.SIGNAL, end.signal())
        .addKeyValue(LogKeys.STDOUT_BYTES, end.stdout().bytes())
        .addKeyValue(LogKeys.STDERR_BYTES, end.stderr().bytes())
        .addKeyValue(LogKeys.DURATION_MILLIS, Math.round(end.executionTimeSeconds() * 1e3))
        .addKeyValue("drained", end.drained())
        .addKeyValue("tree_empty", end.treeEmpty())
        .log("execution completed");
  }

  static void forgotten(ExecutionSpec spec) {
    with(log.atDebug(), spec).log("execution forgotten");
  }

  private static LoggingEventBuilder with(LoggingEventBuilder line, ExecutionSpec spec) {
    LoggingEventBuilder builder =
        line.addKeyValue(LogKeys.SESSION_ID, spec.sessionId())
            .addKeyValue(LogKeys.EXECUTION_ID, spec.executionId());
    return spec.requestId() == null
        ? builder
        : builder.addKeyValue(LogKeys.REQUEST_ID, spec.requestId());
  }
}
