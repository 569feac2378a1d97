package dev.ccexecutor.protocol.client;

import dev.ccexecutor.protocol.client.ClientException.Reason;
import dev.ccexecutor.protocol.execution.AttachResult;
import dev.ccexecutor.protocol.execution.DetachParams;
import dev.ccexecutor.protocol.execution.SessionResumeParams;
import dev.ccexecutor.protocol.execution.SessionResumeResult;
import dev.ccexecutor.protocol.execution.StreamOffsets;
import dev.ccexecutor.protocol.execution.StreamType;
import dev.ccexecutor.protocol.jsonrpc.ErrorKind;
import dev.ccexecutor.protocol.jsonrpc.Json;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Has a new connection go on with what an earlier one had: by the session, and where that is not to
 * be had, execution by execution. For the client's loop.
 *
 * <p>A client that was cut off while it resumed does not know which of its sessions counts; so
 * there may be several, of which the newest is tried first.
 */
final class Resumption {

  private final ClientConnection connection;
  private final ExecutionTable executions;
  private final Deque<SessionCredentials> sessions;
  private final CompletableFuture<Void> done = new CompletableFuture<>();

  Resumption(
      ClientConnection connection, ExecutionTable executions, List<SessionCredentials> sessions) {
    this.connection = connection;
    this.executions = executions;
    this.sessions = new ArrayDeque<>(sessions);
  }

  /**
   * Begins.
   *
   * @return completes when each execution is bound, has failed, or is still to be asked for; fails
   *     with a {@link ClientException} if another connection should be tried; does neither if this
   *     one goes
   */
  CompletableFuture<Void> begin() {
    next();
    return done;
  }

  private void next() {
    if (sessions.isEmpty() || offsets().isEmpty()) {
      attachTheRest();
    } else {
      resume();
    }
  }

  /** Those that a session can bring back. */
  private Map<String, StreamOffsets> offsets() {
    Map<String, StreamOffsets> offsets = new LinkedHashMap<>();
    for (FollowedExecution execution : executions.all()) {
      if (execution.terms().owns() && !execution.isBound()) {
        offsets.put(execution.terms().executionId(), execution.resumeFrom());
      }
    }
    return offsets;
  }

  private void resume() {
    SessionCredentials session = sessions.getFirst();
    var params = new SessionResumeParams(session.sessionId(), session.resumeToken(), offsets());
    connection
        .request("session.resume", params)
        .whenComplete(
            (answer, failure) -> {
              if (failure instanceof RemoteErrorException refused) {
                refused(refused);
              } else if (failure == null) {
                resumed(answer);
              }
            });
  }

  private void resumed(JsonNode answer) {
    SessionResumeResult result;
    try {
      result = Json.MAPPER.treeToValue(answer, SessionResumeResult.class);
    } catch (JacksonException unusable) {
      done.completeExceptionally(
          new ClientException(Reason.FAILED, "no answer of the contract", unusable));
      return;
    }
    result.executions().forEach(this::bind);
    boolean more = result.more() != null && result.more();
    if (more && result.executions().isEmpty()) {
      done.completeExceptionally(
          new ClientException(Reason.REFUSED, "the server has no room for all executions"));
      return;
    }
    if (!more) {
      sessions.removeFirst();
    }
    next();
  }

  private void bind(AttachResult result) {
    String id = result.status().executionId();
    Optional<FollowedExecution> followed = executions.find(id);
    if (followed.isPresent()) {
      followed.get().bind(result);
    } else if (result.status().exit() == null) {
      // Nobody here wants it any more; with an owner it would never be missed.
      connection.request("execution.detach", new DetachParams(id));
    }
  }

  private void refused(RemoteErrorException refused) {
    String id = refused.data().path("execution_id").asString("");
    if (refused.code() == ErrorKind.SESSION_NOT_FOUND.code()) {
      sessions.removeFirst();
      next();
    } else if (refused.code() == ErrorKind.OUTPUT_EXPIRED.code()) {
      boolean stdout = refused.data().path("type").asString("").equals("stdout");
      StreamType type = stdout ? StreamType.STDOUT : StreamType.STDERR;
      long from = refused.data().path("available_from").asLong(0);
      executions.find(id).ifPresent(one -> one.expired(type, from));
      next();
    } else if (refused.code() == ErrorKind.INVALID_PARAMS.code()
        && executions.find(id).isPresent()) {
      String message = "the server has less of the output than it has sent";
      executions.find(id).orElseThrow().fail(ClientException.lost(message, refused, null));
      next();
    } else {
      done.completeExceptionally(
          new ClientException(
              Reason.REFUSED, "the session can't be resumed: " + refused.getMessage(), refused));
    }
  }

  private void attachTheRest() {
    CompletableFuture<?>[] settled =
        executions.all().stream()
            .filter(one -> one.isFollowed() && !one.isBound())
            .map(this::attach)
            .toArray(CompletableFuture<?>[]::new);
    CompletableFuture.allOf(settled).thenRun(() -> done.complete(null));
  }

  private CompletableFuture<Void> attach(FollowedExecution execution) {
    Reattachment attachment = new Reattachment(execution, connection::request);
    return execution.terms().owns() ? attachment.beginUnlessTaken() : attachment.begin();
  }
}
