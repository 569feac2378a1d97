package dev.ccexecutor.protocol.client;

import dev.ccexecutor.protocol.execution.AttachParams;
import dev.ccexecutor.protocol.execution.Connected;
import dev.ccexecutor.protocol.execution.ControlParams;
import dev.ccexecutor.protocol.execution.ControlResult;
import dev.ccexecutor.protocol.execution.ExecuteParams;
import dev.ccexecutor.protocol.execution.ExecutionStatus;
import dev.ccexecutor.protocol.execution.ServerInfo;
import java.net.URI;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;

/**
 * A client that keeps its session with a server. When the connection is lost it opens another, with
 * exponential backoff and jitter, for as long as {@link ClientOptions#reconnectMillis} says, and
 * goes on where it was: output comes from the byte on that the listener does not have, input goes
 * on at the byte that the server does not have, and what was asked and not answered is asked again.
 * What can't be made up for fails; nothing is lost silently.
 *
 * <p><b>Threads.</b> All methods may be called on any thread, and none blocks. Futures complete,
 * and listeners are called, on the client's one event loop: nothing there may block, or wait for
 * another future of the same client. By default the loop is a thread of the client's own, a daemon,
 * which ends with it.
 *
 * <p><b>Errors.</b> Futures fail with a {@link ClientException} that says why, or with a {@link
 * RemoteErrorException} where the server has refused. To cancel a future cancels nothing on the
 * server.
 *
 * <p><b>What is asked again</b> after a reconnect: starts (by their {@code execution_id}, so that
 * nothing is started twice as long as the server remembers it), attachments, all questions, input,
 * and PAUSE, RESUME, CANCEL and KILL. Not SIGNAL: one whose answer was lost fails with {@link
 * ClientException.Reason#UNCERTAIN}.
 */
public final class ExecutorClient implements AutoCloseable {

  private final ReconnectingSession session;
  private final Starts starts;

  private ExecutorClient(ReconnectingSession session) {
    this.session = session;
    this.starts = new Starts(session);
  }

  /**
   * Opens a client. This first connection is tried for once; only one that was had is tried for
   * again.
   *
   * @param uri {@code ws://HOST:PORT/ws}, or {@code wss://…} for TLS
   * @param options the {@code listener} in them has no use here
   * @return fails with a {@link ClientException}
   */
  public static CompletableFuture<ExecutorClient> connect(URI uri, ClientOptions options) {
    Objects.requireNonNull(uri, "uri");
    Objects.requireNonNull(options, "options");
    ReconnectingSession session = new ReconnectingSession(uri, options);
    ExecutorClient client = new ExecutorClient(session);
    return session.loop().submit(result -> Futures.map(session.open(), nothing -> client, result));
  }

  /**
   * Starts a command.
   *
   * @param params without an {@code execution_id} one is made up. The output comes in the form
   *     {@code binary} and with a window of 1 MiB (or the server's largest), unless they say
   *     otherwise. Where the server has an execution of this id with the same parameters nothing is
   *     started, and the client attaches to that, with all output that is kept
   * @param listener gets all that comes of it
   * @return completes when it runs; fails with {@link RemoteErrorException} if it was not started,
   *     with {@link IllegalStateException} if this client follows one of this id
   */
  public CompletableFuture<RemoteExecution> execute(
      ExecuteParams params, ExecutionListener listener) {
    return session.loop().submit(result -> starts.execute(params, listener, result));
  }

  /**
   * Follows an execution that is there, as its owner or as an observer; one that has ended too.
   *
   * @param params form and window as with {@link #execute}
   * @return completes when it is attached; fails with {@link RemoteErrorException} if it can't be:
   *     where an offset was asked for that is no longer kept, {@code data.available_from} says
   *     which is
   */
  public CompletableFuture<RemoteExecution> attach(
      AttachParams params, ExecutionListener listener) {
    return session.loop().submit(result -> starts.attach(params, listener, result));
  }

  /** What is known of an execution now. */
  public CompletableFuture<ExecutionStatus> status(String executionId) {
    return session.loop().submit(result -> session.requests().status(executionId, result));
  }

  /** Completes with the status when the execution has ended, however long that takes. */
  public CompletableFuture<ExecutionStatus> awaitEnd(String executionId) {
    return session.loop().submit(result -> session.requests().awaitEnd(executionId, result));
  }

  /** All executions that the server knows of this client's principal, in the order of starting. */
  public CompletableFuture<List<ExecutionStatus>> list() {
    return session.loop().submit(session.requests()::list);
  }

  /**
   * Controls an execution, followed or not. A CANCEL or KILL that was asked again also succeeds if
   * the execution has ended by then.
   *
   * @param params with an {@code execution_id}: which one is the newest may change at a reconnect
   */
  public CompletableFuture<ControlResult> control(ControlParams params) {
    return control(session, () -> params);
  }

  static CompletableFuture<ControlResult> control(
      ReconnectingSession session, Supplier<ControlParams> made) {
    return session
        .loop()
        .submit(
            result -> {
              ControlParams params = made.get();
              if (params.executionId() == null) {
                throw new IllegalArgumentException("an execution_id is needed");
              }
              session.requests().control(params, result);
            });
  }

  /** What the server says of itself. */
  public CompletableFuture<ServerInfo> serverInfo() {
    return session.loop().submit(session.requests()::serverInfo);
  }

  /** What the server said at the beginning of the newest connection. */
  public Connected connected() {
    return session.connected();
  }

  /**
   * Completes when the client has ended by {@link #close}; fails with a {@link ClientException} if
   * it has lost its server for good: with {@code LOST} after {@link ClientOptions#reconnectMillis}
   * without a connection, with {@code UNAUTHORIZED} if its token does not count any more, with
   * {@code TAKEN} if another client has resumed its session. Whatever it follows fails with the
   * same.
   */
  public CompletableFuture<Void> closed() {
    return session.closed();
  }

  /**
   * Says goodbye, and does not wait for that to be over. What the client follows fails with {@code
   * CLOSED}; on the server it goes on, or ends, as its {@code on_disconnect} says.
   */
  @Override
  public void close() {
    try {
      session.loop().execute(session::close);
    } catch (RejectedExecutionException ended) {
      // The loop ends with the client: it is closed already.
      return;
    }
  }
}
