package dev.ccexecutor.server.method;

import dev.ccexecutor.protocol.jsonrpc.ErrorKind;
import dev.ccexecutor.protocol.jsonrpc.Incoming;
import dev.ccexecutor.protocol.jsonrpc.JsonRpcError;
import dev.ccexecutor.protocol.jsonrpc.JsonRpcException;
import dev.ccexecutor.protocol.jsonrpc.JsonRpcMessage;
import dev.ccexecutor.protocol.jsonrpc.JsonRpcWriter;
import dev.ccexecutor.server.audit.AuditEntry;
import dev.ccexecutor.server.audit.AuditLog;
import dev.ccexecutor.server.logging.LogKeys;
import dev.ccexecutor.server.session.AnswerHold;
import dev.ccexecutor.server.session.RequestLane;
import dev.ccexecutor.server.session.RequestsInFlight;
import dev.ccexecutor.server.session.Session;
import dev.ccexecutor.server.threading.RunsOn;
import dev.ccexecutor.server.threading.ThreadRole;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/** Takes messages apart, calls their methods and sends the answers. */
@RunsOn(ThreadRole.EVENT_LOOP)
public final class Dispatcher {
  private static final Logger log = LoggerFactory.getLogger(Dispatcher.class);
  private static final JsonRpcWriter WRITER = new JsonRpcWriter();

  /**
   * What an orderly client meets as well, and what is told with the words of the command already.
   */
  private static final Set<ErrorKind> NOT_AUDITED =
      EnumSet.of(
          ErrorKind.STDIN_FULL,
          ErrorKind.WRONG_STATE,
          ErrorKind.NOT_CONFIRMED,
          ErrorKind.OUTPUT_EXPIRED,
          ErrorKind.COMMAND_NOT_ALLOWED,
          ErrorKind.SPAWN_FAILED);

  private final MethodTable methods;
  private final AuditLog audit;
  private final ErrorCounts errors = new ErrorCounts();

  public Dispatcher(MethodTable methods, AuditLog audit) {
    this.methods = methods;
    this.audit = audit;
  }

  /** What was answered that went wrong. */
  public ErrorCounts errors() {
    return errors;
  }

  public void dispatch(Session session, Incoming incoming, Arrival arrival) {
    switch (incoming) {
      case Incoming.Single single -> one(session, single.message(), arrival);
      case Incoming.Batch batch -> batch(session, batch, arrival);
    }
  }

  private void one(Session session, JsonRpcMessage message, Arrival arrival) {
    CompletableFuture<byte[]> answer = answer(session, message, arrival);
    if (answer != null) {
      answer.thenAccept(session.answers()::send);
    }
  }

  /**
   * The answers go out as one array once all are there, and before it nothing of what the batch has
   * started.
   */
  private void batch(Session session, Incoming.Batch batch, Arrival arrival) {
    AnswerHold hold = session.holdMessages();
    BatchAnswers answers = new BatchAnswers(batch.messages().size(), session.requests());
    Arrival share = arrival.shared(batch.messages().size());
    try {
      for (JsonRpcMessage message : batch.messages()) {
        answers.add(message, answer(session, message, share));
      }
    } finally {
      session.endHolding();
    }
    answers.whenAllAreThere(
        array -> {
          array.ifPresent(session.answers()::send);
          hold.release();
        });
  }

  /** The answer, which comes on the session's event loop, or null where none is wanted. */
  private CompletableFuture<byte[]> answer(
      Session session, JsonRpcMessage message, Arrival arrival) {
    return switch (message) {
      case JsonRpcMessage.Request request -> answer(session, request, arrival);
      case JsonRpcMessage.Notification notification -> {
        carryOut(session, notification, arrival);
        yield null;
      }
      case JsonRpcMessage.Invalid invalid -> {
        audit.write(refusal("request_refused", session, invalid.error()).build());
        yield CompletableFuture.completedFuture(
            WRITER.error(invalid.id(), errors.counted(invalid.error())));
      }
      case JsonRpcMessage.Response ignored -> null; // This server asks nothing.
    };
  }

  /**
   * Comes to the event loop in one step from wherever the result was found: an execution hands its
   * first event over right after its result, and a second step would let that go first.
   */
  private CompletableFuture<byte[]> answer(
      Session session, JsonRpcMessage.Request request, Arrival arrival) {
    CompletableFuture<byte[]> answer = new CompletableFuture<>();
    String method = request.method();
    JsonNode id = request.id(); // What is kept of it is small: its params may not be.
    String subject = RequestSubject.of(request.params());
    Call call = call(session, request.method(), request.params(), id.toString(), arrival);
    call.result()
        .whenComplete(
            (value, failure) ->
                session.runOnEventLoop(
                    () -> {
                      call.place().giveBack();
                      answer.complete(bytes(session, method, subject, id, value, failure));
                    }));
    return answer;
  }

  /** There is an answer, also where a result can't be written, or a refusal not be told of. */
  private byte[] bytes(
      Session session,
      String method,
      String subject,
      JsonNode id,
      Object value,
      Throwable failure) {
    try {
      return failure == null
          ? WRITER.result(id, value)
          : WRITER.error(id, errors.counted(error(session, method, subject, id, failure)));
    } catch (RuntimeException | Error e) {
      return WRITER.error(id, errors.counted(InternalFault.log(session, e)));
    }
  }

  private void carryOut(
      Session session, JsonRpcMessage.Notification notification, Arrival arrival) {
    // One that came too fast is carried out all the same: nobody could be told to send it again.
    Arrival inTime = new Arrival(arrival.bytes(), 0);
    String method = notification.method();
    String subject = RequestSubject.of(notification.params());
    Call call = call(session, method, notification.params(), null, inTime);
    call.result()
        .whenComplete(
            (ignored, failure) ->
                session.runOnEventLoop(
                    () -> {
                      call.place().giveBack();
                      logUnanswerable(session, method, subject, failure);
                    }));
  }

  private record Call(CompletableFuture<?> result, RequestsInFlight.Place place) {}

  private Call call(
      Session session, String name, JsonNode params, String requestId, Arrival arrival) {
    RequestsInFlight.Place place = RequestsInFlight.Place.NONE;
    try {
      Method method =
          methods.find(name).orElseThrow(() -> JsonRpcError.methodNotFound(name).asException());
      RequestLane lane = method.lane(params);
      if (lane == RequestLane.WORK) {
        arrival.requireInTime();
      }
      place = session.requests().take(lane, arrival.bytes());
      CompletionStage<?> result = method.call(new MethodCall(session, params, requestId));
      return new Call(result.toCompletableFuture(), place);
    } catch (JsonRpcException | RuntimeException | Error e) {
      return new Call(CompletableFuture.failedFuture(e), place);
    }
  }

  /**
   * Nobody is told of what a notification met, so a fault of the server's must at least stand in
   * the log.
   */
  private void logUnanswerable(Session session, String method, String subject, Throwable failure) {
    if (failure == null) {
      return;
    }
    Throwable cause = causeOf(failure);
    JsonRpcError error = error(session, cause);
    log.atInfo()
        .addKeyValue(LogKeys.SESSION_ID, session.id())
        .addKeyValue(LogKeys.EXECUTION_ID, subject)
        .addKeyValue(LogKeys.METHOD, methods.find(method).map(Method::name).orElse("unknown"))
        .addKeyValue(LogKeys.REASON, error.kind().kind())
        .log("notification without effect");
    audit(session, method, null, cause, error);
  }

  private static JsonRpcError error(Session session, Throwable cause) {
    return switch (cause) {
      case JsonRpcException refused -> refused.error();
      case ToldRefusal told -> told.error();
      default -> InternalFault.log(session, cause);
    };
  }

  private void audit(
      Session session, String method, String requestId, Throwable cause, JsonRpcError error) {
    if (cause instanceof ToldRefusal || NOT_AUDITED.contains(error.kind())) {
      return;
    }
    session
        .refused()
        .count()
        .ifPresent(
            leftOut ->
                audit.write(
                    refusal("request_refused", session, error)
                        .with("request_id", requestId)
                        .with("method", methods.find(method).map(Method::name).orElse("unknown"))
                        .with("left_out", leftOut == 0 ? null : leftOut)
                        .build()));
  }

  private static Throwable causeOf(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }

  private JsonRpcError error(
      Session session, String method, String subject, JsonNode requestId, Throwable failure) {
    Throwable cause = causeOf(failure);
    JsonRpcError error = error(session, cause);
    log.atInfo()
        .addKeyValue(LogKeys.SESSION_ID, session.id())
        .addKeyValue(LogKeys.EXECUTION_ID, subject)
        .addKeyValue(LogKeys.REQUEST_ID, requestId.toString())
        .addKeyValue(LogKeys.METHOD, methods.find(method).map(Method::name).orElse("unknown"))
        .addKeyValue(LogKeys.REASON, error.kind().kind())
        .log("request refused");
    audit(session, method, requestId.toString(), cause, error);
    return error;
  }

  /** A refusal of whatever kind, as the audit log has it. */
  static AuditEntry.Builder refusal(String event, Session session, JsonRpcError error) {
    return AuditEntry.of(event)
        .with("principal", session.principal().name())
        .with("peer", session.peer())
        .with("session_id", session.id())
        .with("kind", error.kind().kind())
        .with("reason", error.data().get("reason"))
        .with("field", error.data().get("field"));
  }
}
