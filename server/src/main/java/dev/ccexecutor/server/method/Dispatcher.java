package dev.ccexecutor.server.method;

import dev.ccexecutor.protocol.jsonrpc.Incoming;
import dev.ccexecutor.protocol.jsonrpc.JsonRpcError;
import dev.ccexecutor.protocol.jsonrpc.JsonRpcException;
import dev.ccexecutor.protocol.jsonrpc.JsonRpcMessage;
import dev.ccexecutor.protocol.jsonrpc.JsonRpcWriter;
import dev.ccexecutor.server.logging.LogKeys;
import dev.ccexecutor.server.session.AnswerHold;
import dev.ccexecutor.server.session.Session;
import dev.ccexecutor.server.threading.RunsOn;
import dev.ccexecutor.server.threading.ThreadRole;
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

  private final MethodTable methods;

  public Dispatcher(MethodTable methods) {
    this.methods = methods;
  }

  public void dispatch(Session session, Incoming incoming) {
    switch (incoming) {
      case Incoming.Single single -> one(session, single.message());
      case Incoming.Batch batch -> batch(session, batch);
    }
  }

  private void one(Session session, JsonRpcMessage message) {
    CompletableFuture<byte[]> answer = answer(session, message);
    if (answer != null) {
      answer.thenAccept(session.answers()::send);
    }
  }

  /**
   * The answers go out as one array once all are there, and before it nothing of what the batch has
   * started.
   */
  private void batch(Session session, Incoming.Batch batch) {
    AnswerHold hold = session.holdMessages();
    BatchAnswers answers = new BatchAnswers();
    try {
      for (JsonRpcMessage message : batch.messages()) {
        answers.add(message, answer(session, message));
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
  private CompletableFuture<byte[]> answer(Session session, JsonRpcMessage message) {
    return switch (message) {
      case JsonRpcMessage.Request request -> answer(session, request);
      case JsonRpcMessage.Notification notification -> {
        call(session, notification.method(), notification.params(), null)
            .whenComplete((ignored, failure) -> logUnanswerable(session, failure));
        yield null;
      }
      case JsonRpcMessage.Invalid invalid ->
          CompletableFuture.completedFuture(WRITER.error(invalid.id(), invalid.error()));
      case JsonRpcMessage.Response ignored -> null; // This server asks nothing.
    };
  }

  /**
   * Comes to the event loop in one step from wherever the result was found: an execution hands its
   * first event over right after its result, and a second step would let that go first.
   */
  private CompletableFuture<byte[]> answer(Session session, JsonRpcMessage.Request request) {
    CompletableFuture<byte[]> answer = new CompletableFuture<>();
    call(session, request.method(), request.params(), request.id().toString())
        .whenComplete(
            (value, failure) ->
                session.runOnEventLoop(
                    () ->
                        answer.complete(
                            failure == null
                                ? WRITER.result(request.id(), value)
                                : WRITER.error(request.id(), error(session, request, failure)))));
    return answer;
  }

  private CompletableFuture<?> call(
      Session session, String method, JsonNode params, String requestId) {
    try {
      CompletionStage<?> result =
          methods
              .find(method)
              .orElseThrow(() -> JsonRpcError.methodNotFound(method).asException())
              .call(new MethodCall(session, params, requestId));
      return result.toCompletableFuture();
    } catch (JsonRpcException | RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /**
   * Nobody is told of what a notification met, so a fault of the server's must at least stand in
   * the log.
   */
  private static void logUnanswerable(Session session, Throwable failure) {
    Throwable cause = causeOf(failure);
    if (cause instanceof JsonRpcException told) {
      log.atInfo()
          .addKeyValue(LogKeys.SESSION_ID, session.id())
          .addKeyValue(LogKeys.REASON, told.error().kind().kind())
          .log("notification without effect");
    } else if (cause != null) {
      InternalFault.log(session, cause);
    }
  }

  private static Throwable causeOf(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }

  private static JsonRpcError error(
      Session session, JsonRpcMessage.Request request, Throwable failure) {
    Throwable cause = causeOf(failure);
    JsonRpcError error =
        cause instanceof JsonRpcException told ? told.error() : InternalFault.log(session, cause);
    log.atInfo()
        .addKeyValue(LogKeys.SESSION_ID, session.id())
        .addKeyValue(LogKeys.REQUEST_ID, request.id().toString())
        .addKeyValue(LogKeys.REASON, error.kind().kind())
        .log("request refused");
    return error;
  }
}
