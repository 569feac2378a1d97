package dev.ccexecutor.protocol.client;

import dev.ccexecutor.protocol.execution.ControlParams;
import dev.ccexecutor.protocol.execution.ControlResult;
import dev.ccexecutor.protocol.execution.ControlType;
import dev.ccexecutor.protocol.execution.ProcessCompleted;
import dev.ccexecutor.protocol.execution.TerminalSize;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * An execution that an {@link ExecutorClient} follows. All methods may be called on any thread and
 * none blocks. The futures complete on the client's event loop; they fail with a {@link
 * ClientException}, or with a {@link RemoteErrorException} where the server has refused. To cancel
 * a future cancels nothing on the server.
 */
public final class RemoteExecution {

  private final FollowedExecution execution;
  private final long pid;
  private final ReconnectingSession session;
  private final RemoteInput input;

  RemoteExecution(FollowedExecution execution, long pid, ReconnectingSession session) {
    this.execution = execution;
    this.pid = pid;
    this.session = session;
    this.input = new RemoteInput(execution.input(), session.loop());
  }

  /** The one that was chosen, or made up. */
  public String executionId() {
    return execution.terms().executionId();
  }

  /** Of the command's first process; 0 where the server does not know it any more. */
  public long pid() {
    return pid;
  }

  /**
   * The end record, after the last chunk was handed to the listener. Where a stream came from its
   * first byte on and without a gap, its CRC-32C was compared with the server's; where its length
   * or this differs, the future fails with {@link ClientException.Reason#FAILED}.
   *
   * @return fails with {@link ClientException.Reason#LOST} if it can't be known what became of it,
   *     with {@code TAKEN} if another connection has taken it, {@code DETACHED} after {@link
   *     #detach}, {@code CLOSED} after {@link ExecutorClient#close}
   */
  public CompletableFuture<ProcessCompleted> completion() {
    return execution.completion();
  }

  /** Stops every process of it; completes once all are seen stopped. */
  public CompletableFuture<ControlResult> pause() {
    return control(ControlType.PAUSE, null);
  }

  /** Lets a paused one go on. */
  public CompletableFuture<ControlResult> resume() {
    return control(ControlType.RESUME, null);
  }

  /** Has it end: TERM, and KILL after the grace that it was started with. */
  public CompletableFuture<ControlResult> cancel() {
    return control(ControlType.CANCEL, null);
  }

  /** Has it end: TERM, and KILL after this grace. */
  public CompletableFuture<ControlResult> cancel(Duration grace) {
    return control(ControlType.CANCEL, grace.toNanos() / 1e9);
  }

  /** Ends it at once. */
  public CompletableFuture<ControlResult> kill() {
    return control(ControlType.KILL, null);
  }

  /**
   * Sends a signal to its first process group.
   *
   * @param signal a name such as {@code INT}, {@code SIGUSR1} or {@code RTMIN+3}
   * @return fails with {@link ClientException.Reason#UNCERTAIN} if the connection went before the
   *     answer: the signal may have been sent
   */
  public CompletableFuture<ControlResult> signal(String signal) {
    return ExecutorClient.control(
        session, () -> new ControlParams(ControlType.SIGNAL, executionId(), signal, null));
  }

  private CompletableFuture<ControlResult> control(ControlType type, Double graceSeconds) {
    return ExecutorClient.control(
        session, () -> new ControlParams(type, executionId(), null, graceSeconds));
  }

  /** Its standard input. */
  public RemoteInput input() {
    return input;
  }

  /** Gives its terminal another size. */
  public CompletableFuture<Void> resize(TerminalSize size) {
    return session.loop().submit(done -> session.requests().resize(executionId(), size, done));
  }

  /**
   * Wants nothing more of it: it goes on without an owner, for as long as its {@code detach_ttl}
   * says. The listener gets nothing more but {@link ExecutionListener#onFailed}.
   */
  public CompletableFuture<Void> detach() {
    return session.loop().submit(done -> session.requests().detach(execution, done));
  }
}
