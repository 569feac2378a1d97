package dev.ccexecutor.protocol.client;

import dev.ccexecutor.protocol.client.ClientException.Reason;
import dev.ccexecutor.protocol.execution.AttachResult;
import dev.ccexecutor.protocol.execution.ExecutionState;
import dev.ccexecutor.protocol.execution.ExecutionStatus;
import dev.ccexecutor.protocol.execution.StatusParams;
import dev.ccexecutor.protocol.execution.StreamType;
import dev.ccexecutor.protocol.jsonrpc.ErrorKind;
import dev.ccexecutor.protocol.jsonrpc.Json;
import java.util.concurrent.CompletableFuture;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Attaches to one execution by its id, from where its output had come; where the server has that no
 * more, from where it has it, and tells the gap. For the client's loop.
 */
final class Reattachment {

  private final FollowedExecution execution;
  private final Requests requests;
  private final CompletableFuture<Void> settled = new CompletableFuture<>();

  /** The connection that is asked. */
  interface Requests {
    /** The answer, or a {@link RemoteErrorException}; else the connection is gone. */
    CompletableFuture<JsonNode> request(String method, Object params);
  }

  Reattachment(FollowedExecution execution, Requests requests) {
    this.execution = execution;
    this.requests = requests;
  }

  /**
   * Attaches.
   *
   * @return completes when the execution is bound or has failed; never if the connection goes
   */
  CompletableFuture<Void> begin() {
    var params = execution.terms().attachFrom(execution.resumeFrom());
    ask("execution.attach", params, AttachResult.class, execution::bind);
    return settled;
  }

  /**
   * Attaches unless somebody else has it: a live execution that is not among those of the session
   * that was resumed, or that was of a session that is no more, has another owner.
   */
  CompletableFuture<Void> beginUnlessTaken() {
    var params = new StatusParams(execution.terms().executionId(), null);
    ask(
        "execution.status",
        params,
        ExecutionStatus.class,
        status -> {
          boolean live = status.state().compareTo(ExecutionState.STOPPING) < 0;
          if (live) {
            execution.fail(
                new ClientException(Reason.TAKEN, "another connection has taken the execution"));
          } else {
            begin();
          }
        });
    return settled;
  }

  private interface Use<T> {
    void accept(T answer);
  }

  private <T> void ask(String method, Object params, Class<T> type, Use<T> use) {
    requests
        .request(method, params)
        .whenComplete(
            (answer, failure) -> {
              if (execution.isEnded()) {
                settled.complete(null);
              } else if (failure instanceof RemoteErrorException refused) {
                refused(refused);
              } else if (failure == null) {
                use(answer, type, use);
              }
            });
  }

  private <T> void use(JsonNode answer, Class<T> type, Use<T> use) {
    try {
      use.accept(Json.MAPPER.treeToValue(answer, type));
    } catch (JacksonException unusable) {
      execution.fail(new ClientException(Reason.FAILED, "no answer of the contract", unusable));
    }
    if (execution.isBound() || execution.isEnded()) {
      settled.complete(null);
    }
  }

  private void refused(RemoteErrorException refused) {
    if (refused.code() == ErrorKind.OUTPUT_EXPIRED.code()) {
      boolean stdout = refused.data().path("type").asString("").equals("stdout");
      execution.expired(
          stdout ? StreamType.STDOUT : StreamType.STDERR,
          refused.data().path("available_from").asLong(0));
      begin();
      return;
    }
    execution.fail(ClientException.lost(explanationOf(refused), refused, execution.lastStatus()));
    settled.complete(null);
  }

  private static String explanationOf(RemoteErrorException refused) {
    if (refused.code() == ErrorKind.EXECUTION_NOT_FOUND.code()) {
      return "the server does not know the execution any more";
    }
    if (refused.code() == ErrorKind.INVALID_PARAMS.code()) {
      // Only the offsets can be wrong: a server that was killed knows less than it had sent.
      return "the server has lost the execution; it was started anew, it seems";
    }
    return "the execution can't be attached again: " + refused.getMessage();
  }
}
