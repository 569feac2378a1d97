package dev.ccexecutor.protocol.client;

import dev.ccexecutor.protocol.client.ClientException.Reason;
import dev.ccexecutor.protocol.client.DurableCall.Repeat;
import dev.ccexecutor.protocol.execution.AttachMode;
import dev.ccexecutor.protocol.execution.AttachParams;
import dev.ccexecutor.protocol.execution.AttachResult;
import dev.ccexecutor.protocol.execution.ExecuteParams;
import dev.ccexecutor.protocol.execution.ExecuteResult;
import dev.ccexecutor.protocol.execution.ExecutionState;
import dev.ccexecutor.protocol.execution.Limits;
import dev.ccexecutor.protocol.execution.OutputForm;
import dev.ccexecutor.protocol.execution.StreamOffsets;
import dev.ccexecutor.protocol.jsonrpc.Json;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** How a client comes to follow an execution: it starts or attaches it. For the client's loop. */
final class Starts {

  /** Enough to fill a fast connection, and little enough for thousands of executions. */
  private static final long WINDOW_BYTES = 1 << 20;

  private static final StreamOffsets FROM_THE_BEGINNING = new StreamOffsets(0L, 0L);

  private final ReconnectingSession session;

  Starts(ReconnectingSession session) {
    this.session = session;
  }

  void execute(
      ExecuteParams params, ExecutionListener listener, CompletableFuture<RemoteExecution> result) {
    String id = params.executionId() == null ? UUID.randomUUID().toString() : params.executionId();
    OutputForm form = params.output() == null ? OutputForm.BINARY : params.output();
    OptionalLong window = windowOf(form, params.window());
    FollowTerms terms =
        new FollowTerms(id, AttachMode.TAKE, form, window, params.whenFull(), FROM_THE_BEGINNING);
    ObjectNode request = Json.MAPPER.valueToTree(params);
    request.put("execution_id", id).put("output", form.wireName());
    window.ifPresent(bytes -> request.put("window", bytes));
    follow(new FollowedExecution(terms, listener, session, true), result)
        .ask("execute", request, this::executed);
  }

  void attach(
      AttachParams params, ExecutionListener listener, CompletableFuture<RemoteExecution> result) {
    OutputForm form = params.output() == null ? OutputForm.BINARY : params.output();
    FollowTerms terms =
        new FollowTerms(
            params.executionId(),
            params.attachMode(),
            form,
            windowOf(form, params.window()),
            params.whenFull(),
            params.offsets());
    follow(new FollowedExecution(terms, listener, session, false), result)
        .ask("execution.attach", terms.attachFrom(params.offsets()), this::attached);
  }

  private OptionalLong windowOf(OutputForm form, Long asked) {
    if (asked != null) {
      return OptionalLong.of(asked);
    }
    if (form == OutputForm.NONE) {
      return OptionalLong.empty();
    }
    Limits limits = session.connected().limits();
    boolean bounded = limits != null && limits.maxWindow() != null;
    return OptionalLong.of(bounded ? Math.min(WINDOW_BYTES, limits.maxWindow()) : WINDOW_BYTES);
  }

  private Asking follow(FollowedExecution execution, CompletableFuture<RemoteExecution> result) {
    Futures.forward(execution.started(), result);
    return new Asking(execution, session.executions().add(execution));
  }

  private interface Answered {
    void accept(FollowedExecution execution, JsonNode answer);
  }

  /** Sends what asks for an execution, unless the client has it already. */
  private final class Asking {
    private final FollowedExecution execution;
    private final boolean added;

    Asking(FollowedExecution execution, boolean added) {
      this.execution = execution;
      this.added = added;
    }

    void ask(String method, Object params, Answered answered) {
      if (!added) {
        String id = execution.terms().executionId();
        execution
            .started()
            .completeExceptionally(
                new IllegalStateException("this client follows the execution already: " + id));
        return;
      }
      DurableCall call = session.calls().submit(method, params, Repeat.AGAIN);
      execution.asks(call);
      call.answer()
          .whenComplete(
              (answer, failure) -> {
                if (failure != null) {
                  execution.refused(failure);
                } else if (!execution.isEnded()) {
                  bind(execution, answer, answered);
                }
              });
    }
  }

  private static void bind(FollowedExecution execution, JsonNode answer, Answered answered) {
    try {
      answered.accept(execution, answer);
    } catch (JacksonException unusable) {
      execution.fail(new ClientException(Reason.FAILED, "no answer of the contract", unusable));
    }
  }

  private void executed(FollowedExecution execution, JsonNode answer) {
    ExecuteResult result = Json.MAPPER.treeToValue(answer, ExecuteResult.class);
    if (result.channel() != null) {
      ExecutionState now = result.state() == null ? ExecutionState.RUNNING : result.state();
      execution.bind(result.channel(), result.pid(), now);
      return;
    }
    // It was there: this client has asked before, or another one of its principal.
    execution.input().startUnknown();
    Reattachment attachment =
        new Reattachment(
            execution, (method, params) -> askAgain(execution, method, params).answer());
    attachment.begin();
  }

  private DurableCall askAgain(FollowedExecution execution, String method, Object params) {
    DurableCall call = session.calls().submit(method, params, Repeat.AGAIN);
    execution.asks(call);
    return call;
  }

  private void attached(FollowedExecution execution, JsonNode answer) {
    execution.bind(Json.MAPPER.treeToValue(answer, AttachResult.class));
  }
}
