package dev.ccexecutor.server.execution;

import dev.ccexecutor.protocol.execution.CompletionStatus;
import dev.ccexecutor.protocol.execution.EndReason;
import dev.ccexecutor.protocol.execution.ExecutionState;
import dev.ccexecutor.protocol.execution.ExecutionStatus;
import dev.ccexecutor.protocol.execution.ProcessCompleted;
import dev.ccexecutor.protocol.execution.ProcessExited;
import dev.ccexecutor.protocol.execution.Signal;
import dev.ccexecutor.protocol.execution.StreamType;
import dev.ccexecutor.protocol.execution.Usage;
import dev.ccexecutor.server.execution.journal.PastExecution;
import dev.ccexecutor.server.execution.output.ExecutionOutput;
import dev.ccexecutor.server.execution.output.OutputLog;
import dev.ccexecutor.server.execution.output.StreamTally;
import dev.ccexecutor.server.posix.ChildExit;
import dev.ccexecutor.server.threading.RunsOn;
import dev.ccexecutor.server.threading.ThreadRole;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/**
 * The facts of one execution: written on its reader loop as they come to be, read by anybody. It
 * outlives the execution, for as long as the server remembers it.
 */
public final class ExecutionRecord {
  private static final double MICROS_PER_SECOND = TimeUnit.SECONDS.toMicros(1);
  private static final double NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

  private final ExecutionSpec spec;
  private final StreamTally stdout;
  private final StreamTally stderr;
  private final OutputLog log;
  private volatile ExecutionState state = ExecutionState.STARTING;
  private volatile int pid;
  private volatile Instant startedAt;
  private volatile ProcessCompleted end;
  private long startedAtNanos;
  private EndReason reason;
  private ChildExit exit;

  /** Null until the leader is gone; of one that was lost, for good. */
  private ProcessExited exited;

  private long executionNanos;

  ExecutionRecord(ExecutionSpec spec, ExecutionOutput output) {
    this.spec = spec;
    this.stdout = output.stdout();
    this.stderr = output.stderr();
    this.log = output.log();
  }

  public String executionId() {
    return spec.executionId();
  }

  public ExecutionState state() {
    return state;
  }

  /** 0 until it has started. */
  public int pid() {
    return pid;
  }

  /** Null until it has started. */
  Instant startedAt() {
    return startedAt;
  }

  /** What a client is told of it. */
  public ExecutionStatus status() {
    ProcessCompleted told = end;
    ExecutionState now = state;
    boolean hasStarted = startedAt != null;
    return new ExecutionStatus(
        spec.executionId(),
        now == ExecutionState.COMPLETED && told == null ? ExecutionState.EXITED : now,
        hasStarted ? pid : null,
        hasStarted ? pid : null,
        spec.labels(),
        startedAt,
        log.rangeOf(StreamType.STDOUT),
        log.rangeOf(StreamType.STDERR),
        told,
        spec.command().map(ShownCommand::text).orElse(null),
        spec.command().map(ShownCommand::stdin).orElse(null),
        spec.command().map(ShownCommand::terminal).orElse(null));
  }

  @RunsOn(ThreadRole.READER_LOOP)
  void started(int leaderPid, long spawnedAtNanos) {
    pid = leaderPid;
    startedAt = Instant.now();
    startedAtNanos = spawnedAtNanos;
    state = ExecutionState.RUNNING;
  }

  @RunsOn(ThreadRole.READER_LOOP)
  void state(ExecutionState now) {
    state = now;
  }

  /** The first reason is the one that counts. */
  @RunsOn(ThreadRole.READER_LOOP)
  void reason(EndReason first) {
    if (reason == null) {
      reason = first;
    }
  }

  @RunsOn(ThreadRole.READER_LOOP)
  void exited(ChildExit childExit) {
    executionNanos = System.nanoTime() - startedAtNanos;
    exit = childExit;
    reason(childExit.signal() == 0 ? EndReason.EXIT : EndReason.SIGNAL);
    exited =
        new ProcessExited(
            spec.executionId(),
            childExit.signal() == 0 ? childExit.exitCode() : null,
            signalName(),
            reason,
            new Usage(
                exit.userMicros() / MICROS_PER_SECOND,
                exit.systemMicros() / MICROS_PER_SECOND,
                null));
    state = ExecutionState.EXITED;
  }

  @RunsOn(ThreadRole.READER_LOOP)
  boolean hasExited() {
    return exited != null;
  }

  @RunsOn(ThreadRole.READER_LOOP)
  ProcessExited exitedNotification() {
    return exited;
  }

  /** How it has ended, before it is told. */
  @RunsOn(ThreadRole.READER_LOOP)
  ProcessCompleted endRecord(boolean drained, boolean treeEmpty) {
    int exitCode = exit.signal() == 0 ? exit.exitCode() : Signal.exitCodeOf(exit.signal());
    return new ProcessCompleted(
        spec.executionId(),
        CompletionStatus.of(reason, exitCode),
        exitCode,
        signalName(),
        reason,
        pid,
        pid,
        executionNanos / NANOS_PER_SECOND,
        stdout.totals(),
        stderr.totals(),
        drained,
        treeEmpty,
        null);
  }

  /** What the next server is to know of it. */
  @RunsOn(ThreadRole.READER_LOOP)
  PastExecution past(ProcessCompleted completed) {
    return new PastExecution(
        spec.principal(),
        spec.marker(),
        spec.fingerprint(),
        spec.labels(),
        spec.retention().spool(),
        startedAt,
        Instant.now(),
        exited.usage(),
        completed);
  }

  /** From here on its status is that it has ended. */
  @RunsOn(ThreadRole.READER_LOOP)
  void told(ProcessCompleted completed) {
    end = completed;
    state = ExecutionState.COMPLETED;
  }

  /** Whether its process could not be spawned. */
  @RunsOn(ThreadRole.READER_LOOP)
  boolean neverStarted() {
    return state == ExecutionState.COMPLETED && end == null;
  }

  /** Whether it has ended, and may be told so. Any thread. */
  boolean isOver() {
    return end != null;
  }

  /** Has all facts of one that ended in the time of another server. */
  void restore(PastExecution past) {
    end = past.end();
    startedAt = past.startedAt();
    pid = end.pid() == null ? 0 : end.pid();
    exited = past.exited();
    state = past.state();
  }

  private String signalName() {
    return exit.signal() == 0 ? null : Signal.nameOf(exit.signal());
  }
}
