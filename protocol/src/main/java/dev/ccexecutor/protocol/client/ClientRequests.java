package dev.ccexecutor.protocol.client;

import dev.ccexecutor.protocol.client.ClientException.Reason;
import dev.ccexecutor.protocol.client.DurableCall.Repeat;
import dev.ccexecutor.protocol.execution.ControlParams;
import dev.ccexecutor.protocol.execution.ControlResult;
import dev.ccexecutor.protocol.execution.ControlType;
import dev.ccexecutor.protocol.execution.DetachParams;
import dev.ccexecutor.protocol.execution.ExecutionList;
import dev.ccexecutor.protocol.execution.ExecutionStatus;
import dev.ccexecutor.protocol.execution.ListParams;
import dev.ccexecutor.protocol.execution.PtyResizeParams;
import dev.ccexecutor.protocol.execution.ServerInfo;
import dev.ccexecutor.protocol.execution.StatusParams;
import dev.ccexecutor.protocol.execution.TerminalSize;
import dev.ccexecutor.protocol.jsonrpc.ErrorKind;
import dev.ccexecutor.protocol.jsonrpc.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** What a client asks for besides starting and attaching. For the client's loop. */
final class ClientRequests {

  /** How long one question for the end of an execution waits. */
  private static final double WAIT_SECONDS = 60;

  private final DurableCalls calls;

  ClientRequests(DurableCalls calls) {
    this.calls = calls;
  }

  void status(String executionId, CompletableFuture<ExecutionStatus> result) {
    query("execution.status", new StatusParams(executionId, null), ExecutionStatus.class, result);
  }

  void awaitEnd(String executionId, CompletableFuture<ExecutionStatus> result) {
    CompletableFuture<ExecutionStatus> answer = new CompletableFuture<>();
    StatusParams params = new StatusParams(executionId, WAIT_SECONDS);
    query("execution.status", params, ExecutionStatus.class, answer);
    answer.whenComplete(
        (status, failure) -> {
          if (failure != null) {
            result.completeExceptionally(failure);
          } else if (status.exit() != null) {
            result.complete(status);
          } else if (!result.isDone()) {
            awaitEnd(executionId, result);
          }
        });
  }

  void list(CompletableFuture<List<ExecutionStatus>> result) {
    page(null, new ArrayList<>(), result);
  }

  private void page(
      String cursor,
      List<ExecutionStatus> before,
      CompletableFuture<List<ExecutionStatus>> result) {
    CompletableFuture<ExecutionList> answer = new CompletableFuture<>();
    query("execution.list", new ListParams(cursor), ExecutionList.class, answer);
    answer.whenComplete(
        (page, failure) -> {
          if (failure != null) {
            result.completeExceptionally(failure);
            return;
          }
          before.addAll(page.executions());
          if (page.cursor() == null) {
            result.complete(List.copyOf(before));
          } else {
            page(page.cursor(), before, result);
          }
        });
  }

  void serverInfo(CompletableFuture<ServerInfo> result) {
    query("server.info", null, ServerInfo.class, result);
  }

  void resize(String executionId, TerminalSize size, CompletableFuture<Void> result) {
    PtyResizeParams params = new PtyResizeParams(executionId, size.cols(), size.rows());
    DurableCall call = calls.submit("pty.resize", params, Repeat.AGAIN);
    Futures.map(call.answer(), ignored -> null, result);
  }

  void detach(FollowedExecution execution, CompletableFuture<Void> result) {
    DetachParams params = new DetachParams(execution.terms().executionId());
    DurableCall call = calls.submit("execution.detach", params, Repeat.AGAIN);
    call.answer()
        .whenComplete(
            (ignored, failure) -> {
              if (failure != null) {
                result.completeExceptionally(failure);
                return;
              }
              execution.fail(new ClientException(Reason.DETACHED, "the client has detached"));
              result.complete(null);
            });
  }

  /** A control that may be repeated is done also if it finds that it was done before. */
  void control(ControlParams params, CompletableFuture<ControlResult> result) {
    boolean once = params.type() == ControlType.SIGNAL;
    DurableCall call = calls.submit("control", params, once ? Repeat.NEVER : Repeat.AGAIN);
    call.answer()
        .whenComplete(
            (answer, failure) -> {
              if (failure == null) {
                bind(answer, ControlResult.class, result);
              } else if (call.wasRepeated() && wasDone(params.type(), failure)) {
                result.complete(ControlResult.of(params.type(), params.executionId()));
              } else {
                result.completeExceptionally(failure);
              }
            });
  }

  private static boolean wasDone(ControlType type, Throwable failure) {
    if (!(failure instanceof RemoteErrorException refused)) {
      return false;
    }
    String state = refused.data().path("state").asString("");
    return switch (type) {
      case PAUSE -> state.equals("paused");
      case RESUME -> state.equals("running");
      case CANCEL, KILL -> refused.code() == ErrorKind.EXECUTION_NOT_FOUND.code();
      case SIGNAL -> false;
    };
  }

  private <T> void query(String method, Object params, Class<T> type, CompletableFuture<T> result) {
    DurableCall call = calls.submit(method, params, Repeat.AGAIN);
    call.answer()
        .whenComplete(
            (answer, failure) -> {
              if (failure == null) {
                bind(answer, type, result);
              } else {
                result.completeExceptionally(failure);
              }
            });
  }

  private static <T> void bind(JsonNode answer, Class<T> type, CompletableFuture<T> result) {
    try {
      result.complete(Json.MAPPER.treeToValue(answer, type));
    } catch (JacksonException unusable) {
      result.completeExceptionally(
          new ClientException(Reason.FAILED, "no answer of the contract", unusable));
    }
  }
}
