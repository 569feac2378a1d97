package dev.ccexecutor.protocol.client;

import dev.ccexecutor.protocol.client.ClientException.Reason;
import dev.ccexecutor.protocol.client.DurableCall.Repeat;
import dev.ccexecutor.protocol.execution.AckParams;
import dev.ccexecutor.protocol.execution.Connected;
import dev.ccexecutor.protocol.execution.DetachParams;
import dev.ccexecutor.protocol.frame.DataFrameHeader;
import io.netty.buffer.ByteBuf;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/**
 * A client's session over all its connections: opens one after the other, has each go on where the
 * one before it was cut off, and ends when there is no getting on. For the client's loop, but for
 * {@link #connected} and {@link #closed}.
 */
final class ReconnectingSession {
  private static final Logger log = LoggerFactory.getLogger(ReconnectingSession.class);

  private final URI uri;
  private final ClientOptions options;
  private final ClientLoop loop;
  private final Outage outage;
  private final DurableCalls calls = new DurableCalls();
  private final ClientRequests requests = new ClientRequests(calls);
  private final ExecutionTable executions = new ExecutionTable();
  private final CompletableFuture<Void> opened = new CompletableFuture<>();
  private final CompletableFuture<Void> closed = new CompletableFuture<>();

  /** What may have our executions, the newest first; several after a cut in a resumption. */
  private final Deque<SessionCredentials> sessions = new ArrayDeque<>();

  private volatile Connected connected;

  /** The newest connection or attempt at one; null while the next attempt is waited for. */
  private Link link;

  /** Whether the newest connection has gone on where the last one was. */
  private boolean open;

  private boolean ended;

  ReconnectingSession(URI uri, ClientOptions options) {
    this.uri = uri;
    this.options = options;
    this.loop = new ClientLoop(options);
    this.outage = new Outage(options.reconnectMillis());
  }

  ClientLoop loop() {
    return loop;
  }

  DurableCalls calls() {
    return calls;
  }

  ClientRequests requests() {
    return requests;
  }

  ExecutionTable executions() {
    return executions;
  }

  /** What the server of the newest connection has said at its beginning. */
  Connected connected() {
    return connected;
  }

  /** Completes at the end; exceptionally where nobody has wanted it. */
  CompletableFuture<Void> closed() {
    return closed;
  }

  /** Opens the first connection; one attempt. */
  CompletableFuture<Void> open() {
    attempt();
    return opened;
  }

  private void attempt() {
    if (ended) {
      return;
    }
    Link next = new Link(this);
    link = next;
    ClientOptions ownLoop = options.withListener(next).withSharedEventLoops(loop.eventLoop());
    CcExecutorClient.connect(uri, ownLoop, OptionalInt.of(options.pingIntervalMillis()))
        .whenComplete(
            (connection, failure) -> {
              if (connection == null) {
                failed(causeOf(failure));
              } else {
                connected(next, connection);
              }
            });
  }

  private static ClientException causeOf(Throwable failure) {
    return failure instanceof ClientException known
        ? known
        : new ClientException(Reason.FAILED, "cannot connect: " + failure, failure);
  }

  private void connected(Link next, ClientConnection connection) {
    next.opened(connection);
    if (ended) {
      connection.close();
      return;
    }
    connected = connection.connected();
    List<SessionCredentials> earlier = List.copyOf(sessions);
    sessions.addFirst(SessionCredentials.of(connected));
    new Resumption(connection, executions, earlier)
        .begin()
        .whenComplete((nothing, failure) -> resumed(next, connection, failure));
    // A server that has stopped to answer is noticed by its silence, one that answers all but
    // this by the clock.
    loop.schedule(
        () -> {
          if (link == next && !open) {
            connection.abort();
          }
        },
        options.openTimeoutMillis());
  }

  private void resumed(Link next, ClientConnection connection, Throwable failure) {
    if (link != next || ended) {
      return;
    }
    if (failure != null) {
      log.warn("a session was not resumed: {}", failure.getMessage());
      connection.abort();
      return;
    }
    open = true;
    while (sessions.size() > 1) {
      sessions.removeLast();
    }
    executions.all().stream()
        .filter(FollowedExecution::isBound)
        .forEach(FollowedExecution::reconnected);
    calls.connected(connection);
    if (opened.complete(null)) {
      return;
    }
    calls
        .submit("ping", null, Repeat.AGAIN)
        .answer()
        .whenComplete(
            (pong, noPong) -> {
              if (pong != null) {
                outage.over();
              }
            });
  }

  /** A notification came. */
  void notified(Link from, String method, JsonNode params) {
    if (from != link || params == null) {
      return;
    }
    if (method.equals("server.draining")) {
      log.info("the server at {} drains", uri);
      return;
    }
    executions
        .find(params.path("execution_id").asString(""))
        .filter(FollowedExecution::isBound)
        .ifPresent(execution -> execution.notified(method, params));
  }

  /** A data frame came; its bytes are borrowed. */
  void data(Link from, DataFrameHeader header, ByteBuf payload) {
    if (from == link) {
      executions.find(header.channel()).ifPresent(execution -> execution.data(header, payload));
    }
  }

  /** A connection that had been open is gone. */
  void closed(Link from, int code, String reason) {
    if (from != link || ended) {
      return;
    }
    ClientException cause = Ending.of(code, reason, from.connection().failure());
    open = false;
    executions.disconnected();
    calls.disconnected();
    executions.all().forEach(execution -> execution.disconnected(cause));
    failed(cause);
  }

  /** There is no connection now. */
  private void failed(ClientException cause) {
    link = null;
    if (ended) {
      return;
    }
    if (!opened.isDone() || Ending.isFinal(cause)) {
      end(cause);
      return;
    }
    OptionalLong delayMillis = outage.nextDelayMillis(cause.retryAfterMillis());
    if (delayMillis.isEmpty()) {
      String message =
          "no connection for " + outage.elapsedMillis() + " ms; at last " + cause.getMessage();
      end(ClientException.lost(message, cause, null));
      return;
    }
    log.info("reconnecting in {} ms: {}", delayMillis.getAsLong(), cause.getMessage());
    try {
      loop.schedule(this::attempt, delayMillis.getAsLong());
    } catch (RejectedExecutionException loopEnded) {
      end(new ClientException(Reason.CLOSED, "the event loop has ended", loopEnded));
    }
  }

  /** Sends an acknowledgement, or leaves it to the next resumption. */
  void acknowledge(AckParams params) {
    if (link != null && link.connection() != null) {
      link.connection().notify("output.ack", params);
    }
  }

  /** Nobody follows it any more. */
  void forget(FollowedExecution execution) {
    executions.remove(execution);
  }

  /** Nobody wants anything more of it. */
  void letGo(String executionId) {
    calls.submit("execution.detach", new DetachParams(executionId), Repeat.AGAIN);
  }

  /** Says goodbye. */
  void close() {
    if (!ended) {
      finish(new ClientException(Reason.CLOSED, "the client is closed"));
      goodbye(null);
    }
  }

  private void end(ClientException cause) {
    finish(cause);
    opened.completeExceptionally(cause);
    goodbye(cause);
  }

  private void finish(ClientException cause) {
    ended = true;
    open = false;
    executions.all().forEach(execution -> execution.fail(cause));
    calls.end(cause);
  }

  private void goodbye(ClientException causeOrNull) {
    CompletableFuture<Void> gone =
        link == null || link.connection() == null
            ? CompletableFuture.completedFuture(null)
            : link.connection().close();
    gone.whenComplete(
        (nothing, never) -> {
          if (causeOrNull == null) {
            closed.complete(null);
          } else {
            closed.completeExceptionally(causeOrNull);
          }
          loop.shutDown();
        });
  }
}
