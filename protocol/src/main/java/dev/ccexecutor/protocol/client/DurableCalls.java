package dev.ccexecutor.protocol.client;

import dev.ccexecutor.protocol.client.ClientException.Reason;
import dev.ccexecutor.protocol.client.DurableCall.Repeat;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * The requests that have no answer yet, in the order in which they were asked: they are sent as
 * soon as there is a connection, and again when that was lost. For the client's loop.
 */
final class DurableCalls {

  private final Set<DurableCall> unanswered = new LinkedHashSet<>();

  /** Null while there is no connection that requests may be sent on. */
  private ClientConnection connection;

  /** Why nothing is taken any more; null before that. */
  private ClientException end;

  DurableCall submit(String method, Object params, Repeat repeat) {
    DurableCall call = new DurableCall(method, params, repeat);
    if (end != null) {
      call.answer().completeExceptionally(end);
      return call;
    }
    unanswered.add(call);
    if (connection != null) {
      send(call);
    }
    return call;
  }

  /** Nobody wants the answer any more. */
  void withdraw(DurableCall call) {
    unanswered.remove(call);
  }

  /** From now on requests are sent on this connection, first of all those that wait. */
  void connected(ClientConnection opened) {
    connection = opened;
    for (DurableCall call : new ArrayList<>(unanswered)) {
      send(call);
    }
  }

  /** The connection is gone; what may not be sent again fails. */
  void disconnected() {
    connection = null;
    List<DurableCall> uncertain = unanswered.stream().filter(call -> !call.mayBeSent()).toList();
    uncertain.forEach(unanswered::remove);
    for (DurableCall call : uncertain) {
      String message =
          "the connection was lost before the answer to "
              + call.method()
              + ": whether it was carried out is not known";
      call.answer().completeExceptionally(new ClientException(Reason.UNCERTAIN, message));
    }
  }

  /** No connection will come any more. */
  void end(ClientException cause) {
    end = cause;
    connection = null;
    List<DurableCall> failed = List.copyOf(unanswered);
    unanswered.clear();
    failed.forEach(call -> call.answer().completeExceptionally(cause));
  }

  private void send(DurableCall call) {
    call.sendOn(connection).whenComplete((result, failure) -> answered(call, result, failure));
  }

  /** A lost connection is no answer: {@link #disconnected} follows. */
  private void answered(DurableCall call, JsonNode result, Throwable failure) {
    if (failure instanceof ClientException || !unanswered.remove(call)) {
      return;
    }
    if (failure == null) {
      call.answer().complete(result);
    } else {
      call.answer().completeExceptionally(failure);
    }
  }
}
