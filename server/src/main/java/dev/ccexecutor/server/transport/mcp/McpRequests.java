package dev.ccexecutor.server.transport.mcp;

import dev.ccexecutor.protocol.jsonrpc.Incoming;
import dev.ccexecutor.protocol.jsonrpc.JsonRpcMessage;
import dev.ccexecutor.protocol.jsonrpc.JsonRpcReader;
import dev.ccexecutor.server.mcp.engine.Conversation;
import dev.ccexecutor.server.mcp.engine.McpEngine;
import dev.ccexecutor.server.mcp.engine.Outlet;
import dev.ccexecutor.server.mcp.feature.Caller;
import dev.ccexecutor.server.mcp.message.Era;
import dev.ccexecutor.server.mcp.message.McpError;
import dev.ccexecutor.server.mcp.message.McpWriter;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import tools.jackson.databind.JsonNode;

/** What a request over HTTP means, once it is clear whose it is. Any event loop. */
public final class McpRequests {
  private static final JsonRpcReader READER = JsonRpcReader.strict();
  private static final byte[] NOTHING = {};

  private static final int ACCEPTED = 202;
  private static final int NO_CONTENT = 204;
  private static final int BAD_REQUEST = 400;
  private static final int NOT_FOUND = 404;
  private static final int METHOD_NOT_ALLOWED = 405;
  private static final int NOT_ACCEPTABLE = 406;
  private static final int GONE = 410;
  private static final int UNSUPPORTED_MEDIA_TYPE = 415;
  private static final int UNAVAILABLE = 503;

  private final McpEngine engine;
  private final McpSessions sessions;
  private final HeaderCheck headerCheck;
  private final BooleanSupplier draining;

  /**
   * @param draining whether the server is about to end, and takes nothing new
   */
  public McpRequests(McpEngine engine, McpSessions sessions, BooleanSupplier draining) {
    this.engine = engine;
    this.sessions = sessions;
    this.headerCheck = new HeaderCheck(engine.catalog());
    this.draining = draining;
  }

  /**
   * A message.
   *
   * @param body stays the caller's
   * @param answer where the answer goes, now or later
   * @return what waits for it; empty if it has been said
   */
  public Optional<Listening> post(
      HttpHeaders httpHeaders, ByteBuf body, Caller caller, HttpAnswer answer) {
    McpHeaders headers = new McpHeaders(httpHeaders);
    if (!headers.isJson()) {
      return refuse(answer, UNSUPPORTED_MEDIA_TYPE, "Content-Type has to be application/json");
    }
    if (!headers.acceptsAnswers()) {
      return refuse(
          answer, NOT_ACCEPTABLE, "Accept has to have application/json and text/event-stream");
    }
    return switch (READER.read(body)) {
      case Incoming.Batch ignored ->
          refuse(answer, BAD_REQUEST, "a request has one message, and no batch of them");
      case Incoming.Single(JsonRpcMessage message) -> message(headers, message, caller, answer);
    };
  }

  private Optional<Listening> message(
      McpHeaders headers, JsonRpcMessage message, Caller caller, HttpAnswer answer) {
    return switch (message) {
      case JsonRpcMessage.Invalid(var id, var error) ->
          error(
              answer,
              id,
              McpError.of(error.kind().code(), error.message()).withHttpStatus(BAD_REQUEST));
      case JsonRpcMessage.Request request when draining.getAsBoolean() ->
          error(
              answer,
              request.id(),
              McpError.of(McpError.REFUSED, "the server is shutting down")
                  .withHttpStatus(UNAVAILABLE));
      case JsonRpcMessage.Request request
          when headers.isModern() || Era.of(request.params()) == Era.MODERN ->
          modern(headers, request, caller, answer);
      case JsonRpcMessage.Request request when request.method().equals("initialize") ->
          initialize(headers, request, caller, answer);
      case JsonRpcMessage other when headers.isModern() -> {
        answer.document(ACCEPTED, NOTHING, Map.of()); // Nothing that is said so is about a call.
        yield Optional.empty();
      }
      case JsonRpcMessage other -> inSession(headers, other, caller, answer);
    };
  }

  private Optional<Listening> modern(
      McpHeaders headers, JsonRpcMessage.Request request, Caller caller, HttpAnswer answer) {
    Optional<McpError> wrong = headerCheck.check(headers, request);
    if (wrong.isPresent()) {
      return error(answer, request.id(), wrong.get());
    }
    EventStream stream = new EventStream(null, false, Map.of(), answer);
    Conversation conversation = engine.begin(caller, Outlet.NONE);
    conversation.receive(
        request, Era.MODERN, new PostExchange(stream, Era.MODERN, hasResult -> {}));
    boolean isCall = !request.method().equals("subscriptions/listen");
    return Optional.of(
        new Waiting(stream, answer, isCall, conversation::close)); // Its end cancels the call.
  }

  private Optional<Listening> initialize(
      McpHeaders headers, JsonRpcMessage.Request request, Caller caller, HttpAnswer answer) {
    Optional<McpSession> opened = sessions.open(caller);
    if (opened.isEmpty()) {
      return refuse(answer, UNAVAILABLE, "there are as many sessions as may be");
    }
    McpSession session = opened.get();
    Map<String, String> named = Map.of(McpHeaders.SESSION_ID, session.id());
    EventStream stream = new EventStream(session.store(), headers.knowsPriming(), named, answer);
    session.receive(
        request,
        new PostExchange(
            stream,
            Era.LEGACY,
            hasResult -> {
              session.requestOver();
              if (!hasResult) {
                sessions.end(session);
              }
            }));
    return Optional.of(
        new Waiting(
            stream,
            answer,
            true,
            () -> {
              if (!stream.isOver()) {
                sessions.end(session); // Its client will never know of it.
              }
            }));
  }

  private Optional<Listening> inSession(
      McpHeaders headers, JsonRpcMessage message, Caller caller, HttpAnswer answer) {
    Optional<McpSession> found = session(headers, caller);
    JsonNode id = message instanceof JsonRpcMessage.Request request ? request.id() : null;
    if (found.isEmpty()) {
      return error(answer, id, noSession(headers));
    }
    McpSession session = found.get();
    session.used();
    switch (message) {
      case JsonRpcMessage.Request request -> {
        EventStream stream =
            new EventStream(session.store(), headers.knowsPriming(), Map.of(), answer);
        session.receive(
            request, new PostExchange(stream, Era.LEGACY, hasResult -> session.requestOver()));
        return Optional.of(new Waiting(stream, answer, true, () -> {}));
      }
      case JsonRpcMessage.Notification notification -> session.receive(notification);
      case JsonRpcMessage.Response response -> session.receive(response);
      case JsonRpcMessage.Invalid ignored -> throw new IllegalStateException("it was answered");
    }
    answer.document(ACCEPTED, NOTHING, Map.of());
    return Optional.empty();
  }

  /** The stream of what belongs to no request, or the rest of one that broke. */
  public Optional<Listening> get(HttpHeaders httpHeaders, Caller caller, HttpAnswer answer) {
    McpHeaders headers = new McpHeaders(httpHeaders);
    if (headers.isModern() || !headers.has(McpHeaders.SESSION_ID)) {
      answer.document(
          METHOD_NOT_ALLOWED,
          McpWriter.error(null, McpError.of(McpError.REFUSED, "GET is for sessions")),
          Map.of("Allow", "POST"));
      return Optional.empty();
    }
    if (!headers.acceptsEvents()) {
      return refuse(answer, NOT_ACCEPTABLE, "Accept has to have text/event-stream");
    }
    Optional<McpSession> found = session(headers, caller);
    if (found.isEmpty()) {
      return error(answer, null, noSession(headers));
    }
    McpSession session = found.get();
    session.used();
    if (!headers.has(McpHeaders.LAST_EVENT_ID)) {
      session.notices().hear(answer);
      return Optional.of(new Waiting(session.notices(), answer, false, session::used));
    }
    Optional<EventStore.Place> place =
        headers.only(McpHeaders.LAST_EVENT_ID).flatMap(session.store()::find);
    if (place.isEmpty() || !place.get().stream().resume(answer, place.get())) {
      return refuse(answer, GONE, "what came after this event is not there any more");
    }
    return Optional.of(new Waiting(place.get().stream(), answer, false, session::used));
  }

  /** The end of a session. */
  public void delete(HttpHeaders httpHeaders, Caller caller, HttpAnswer answer) {
    McpHeaders headers = new McpHeaders(httpHeaders);
    Optional<McpSession> found = session(headers, caller);
    if (found.isEmpty()) {
      error(answer, null, noSession(headers));
      return;
    }
    sessions.end(found.get());
    answer.document(NO_CONTENT, NOTHING, Map.of());
  }

  private Optional<McpSession> session(McpHeaders headers, Caller caller) {
    return headers.only(McpHeaders.SESSION_ID).flatMap(id -> sessions.find(id, caller.principal()));
  }

  private static McpError noSession(McpHeaders headers) {
    return headers.has(McpHeaders.SESSION_ID)
        ? McpError.of(McpError.UNKNOWN_SESSION, "there is no such session; initialize again")
            .withHttpStatus(NOT_FOUND)
        : McpError.of(McpError.REFUSED, McpHeaders.SESSION_ID + " is missing; initialize first")
            .withHttpStatus(BAD_REQUEST);
  }

  private static Optional<Listening> refuse(HttpAnswer answer, int status, String message) {
    int code = status == BAD_REQUEST ? McpError.INVALID_REQUEST : McpError.REFUSED;
    return error(answer, null, McpError.of(code, message).withHttpStatus(status));
  }

  private static Optional<Listening> error(HttpAnswer answer, JsonNode idOrNull, McpError error) {
    answer.document(error.httpStatus(), McpWriter.error(idOrNull, error), Map.of());
    return Optional.empty();
  }

  private record Waiting(EventStream stream, HttpAnswer answer, boolean isCall, Runnable onLost)
      implements Listening {
    @Override
    public void begin() {
      stream.begin();
    }

    @Override
    public void lost() {
      stream.lost(answer);
      onLost.run();
    }
  }
}
