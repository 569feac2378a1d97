package dev.ccexecutor.server.session;

import dev.ccexecutor.protocol.execution.AttachResult;
import dev.ccexecutor.protocol.execution.ExecutionStatus;
import dev.ccexecutor.protocol.execution.SessionResumeParams;
import dev.ccexecutor.protocol.execution.SessionResumeResult;
import dev.ccexecutor.protocol.execution.StreamOffsets;
import dev.ccexecutor.protocol.jsonrpc.ErrorKind;
import dev.ccexecutor.protocol.jsonrpc.Json;
import dev.ccexecutor.protocol.jsonrpc.JsonRpcError;
import dev.ccexecutor.protocol.jsonrpc.JsonRpcException;
import dev.ccexecutor.server.logging.LogKeys;
import dev.ccexecutor.server.threading.RunsOn;
import dev.ccexecutor.server.threading.ThreadRole;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One {@code session.resume}: what another session owned becomes this one's.
 *
 * <ol>
 *   <li>The offsets that were given are looked at. One that can't be had ends it here, with nothing
 *       changed.
 *   <li>The token is spent, and the other session's connection, if it is still open, closes. It
 *       goes on to count as the owner for now, so that no execution is without one.
 *   <li>Each execution is taken over on its own reader loop, provided that the other session still
 *       has the claim to it. From here on it can't fail as a whole; what is gone since it was
 *       looked at is told by a gap.
 *   <li>The answer goes out, and then the messages that were held back until it had.
 * </ol>
 */
@RunsOn(ThreadRole.EVENT_LOOP)
final class SessionResumption {
  private static final Logger log = LoggerFactory.getLogger(SessionResumption.class);

  /** No client is sent a message larger than 1 MiB; in a batch others need some of that. */
  private static final long LARGEST_ANSWER_BYTES = 1000 * 1000;

  private static final long LARGEST_ANSWER_IN_BATCH_BYTES = 256 * 1024;

  /** An execution that ends while it is taken over has its end in its status. */
  private static final long BYTES_OF_AN_END = 512;

  private final Session session;
  private final Sessions sessions;
  private final SessionResumeParams params;
  private final AnswerHold hold;
  private final boolean inBatch;
  private final CompletableFuture<SessionResumeResult> answer = new CompletableFuture<>();

  /** Why what could not be taken over yet was not; or null. */
  private JsonRpcException refusal;

  SessionResumption(Session session, Sessions sessions, SessionResumeParams params) {
    this.session = session;
    this.sessions = sessions;
    this.params = params;
    this.inBatch = session.hold() != null;
    this.hold = inBatch ? session.hold() : new AnswerHold();
  }

  /** Begins; the answer comes on the session's event loop. */
  CompletableFuture<SessionResumeResult> begin() throws JsonRpcException {
    if (params.sessionId().equals(session.id())) {
      throw JsonRpcError.invalidParams("session_id", "is this connection's own session")
          .asException();
    }
    SessionIdentity former =
        sessions
            .identity(session.principal(), params.sessionId())
            .filter(identity -> identity.accepts(params.resumeToken()))
            .orElseThrow(SessionResumption::notFound);
    List<ClaimedExecution> claimed = sessions.claimed(former);
    session.subscriptions().requireRoom(roomNeeded(claimed));
    session.subscriptions().pending().add(answer);
    requireOffsets(claimed)
        .thenComposeAsync(kept -> spend(former), session.executor())
        .thenComposeAsync(surrendered -> takeOver(former, surrendered), session.executor())
        .whenCompleteAsync(this::finish, session.executor());
    return answer;
  }

  private static JsonRpcException notFound() {
    return JsonRpcError.of(ErrorKind.SESSION_NOT_FOUND).asException();
  }

  /** For those that were told to their end one place is enough to get on. */
  private static int roomNeeded(List<ClaimedExecution> claimed) {
    long undelivered = claimed.stream().filter(one -> !one.claim().isDelivered()).count();
    return (int) Math.max(undelivered, Math.min(1, claimed.size()));
  }

  private CompletableFuture<Void> requireOffsets(List<ClaimedExecution> claimed) {
    return CompletableFuture.allOf(
        claimed.stream()
            .map(one -> one.execution().attachments().requireKept(offsetsOf(one)))
            .toArray(CompletableFuture<?>[]::new));
  }

  private StreamOffsets offsetsOf(ClaimedExecution one) {
    return params.offsetsOf(one.execution().spec().executionId());
  }

  private CompletableFuture<Optional<Session>> spend(SessionIdentity former) {
    if (session.isClosed() || !sessions.spend(former, session.identity())) {
      return CompletableFuture.failedFuture(notFound());
    }
    return sessions.surrender(former);
  }

  private CompletableFuture<SessionResumeResult> takeOver(
      SessionIdentity former, Optional<Session> surrendered) {
    return takeOver(former)
        .whenComplete(
            (result, failure) -> {
              if (failure != null || result.more() != null) {
                sessions.restore(former);
              }
              surrendered.ifPresent(one -> one.runOnEventLoop(one.subscriptions()::letGo));
            });
  }

  private CompletableFuture<SessionResumeResult> takeOver(SessionIdentity former) {
    if (session.isClosed()) {
      return CompletableFuture.failedFuture(notFound());
    }
    List<ClaimedExecution> claimed = sessions.claimed(former);
    List<ClaimedExecution> fitting = fitting(claimed);
    List<CompletableFuture<AttachResult>> takings = fitting.stream().map(this::takeOver).toList();
    return CompletableFuture.allOf(takings.toArray(CompletableFuture<?>[]::new))
        .thenApply(taken -> result(former, takings, fitting.size() < claimed.size()));
  }

  /**
   * Null where it is not the other session's any more, as somebody has attached to it, or where
   * there is no memory for it now.
   */
  private CompletableFuture<AttachResult> takeOver(ClaimedExecution one) {
    return session
        .subscriptions()
        .takeOver(one.execution(), one.claim(), offsetsOf(one), hold)
        .exceptionally(this::skipped);
  }

  private AttachResult skipped(Throwable failure) {
    if (failure instanceof JsonRpcException refused) {
      refusal = refused.error().kind() == ErrorKind.EXECUTION_LIMIT ? refused : refusal;
      return null;
    }
    throw new CompletionException(failure);
  }

  /** As many as the session has room for, and the answer. */
  private List<ClaimedExecution> fitting(List<ClaimedExecution> claimed) {
    long bytesLeft = inBatch ? LARGEST_ANSWER_IN_BATCH_BYTES : LARGEST_ANSWER_BYTES;
    List<ClaimedExecution> fitting = new ArrayList<>();
    for (ClaimedExecution one : claimed) {
      bytesLeft -= bytes(one.execution().record().status());
      if (bytesLeft < 0 || fitting.size() >= session.subscriptions().room()) {
        break;
      }
      fitting.add(one);
    }
    return fitting;
  }

  private static long bytes(ExecutionStatus status) {
    long bytes = Json.MAPPER.writeValueAsBytes(status).length;
    return status.exit() == null ? bytes + BYTES_OF_AN_END : bytes;
  }

  private SessionResumeResult result(
      SessionIdentity former, List<CompletableFuture<AttachResult>> takings, boolean more) {
    List<AttachResult> taken =
        takings.stream().map(CompletableFuture::join).filter(Objects::nonNull).toList();
    if (refusal != null && taken.isEmpty()) {
      throw new CompletionException(refusal);
    }
    log.atInfo()
        .addKeyValue(LogKeys.SESSION_ID, session.id())
        .addKeyValue("former_session_id", former.sessionId())
        .addKeyValue("executions", taken.size())
        .log("session resumed");
    return new SessionResumeResult(taken, (more || refusal != null) ? true : null);
  }

  /** Whoever waits for the answer sends it in this call. */
  private void finish(SessionResumeResult result, Throwable failure) {
    if (failure == null) {
      answer.complete(result);
    } else {
      answer.completeExceptionally(failure);
    }
    if (!inBatch) {
      hold.release();
    }
  }
}
