package dev.ccexecutor.server.mcp.engine;

import dev.ccexecutor.protocol.jsonrpc.JsonRpcMessage;
import dev.ccexecutor.server.mcp.feature.Caller;
import dev.ccexecutor.server.mcp.feature.ListKind;
import dev.ccexecutor.server.mcp.feature.LogLevel;
import dev.ccexecutor.server.mcp.message.Era;
import dev.ccexecutor.server.mcp.message.McpError;
import dev.ccexecutor.server.mcp.message.McpWriter;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What lasts from one request of a client to the next: a connection over WebSocket or stdio, or a
 * session over HTTP. A modern request over HTTP has one of its own. Messages of both eras may come
 * in one. Messages are to be brought one after the other, in their order; {@link #close} may be
 * called on any thread.
 */
public final class Conversation implements AutoCloseable {
  private final McpEngine engine;
  private final Caller caller;
  private final Notices notices;
  private final ClientQuestions questions;
  private final Watches watches = new Watches();
  private final Map<JsonNode, McpCall> running = new ConcurrentHashMap<>();
  private final AtomicInteger slots = new AtomicInteger();
  private volatile ObjectNode clientCapabilities = JsonNodeFactory.instance.objectNode();
  private volatile LogLevel leastLevel = LogLevel.INFO;
  private final ListListeners.Listener listListener;
  private volatile boolean closed;

  /**
   * @param outlet where it says what belongs to no request
   */
  Conversation(McpEngine engine, Caller caller, Outlet outlet) {
    this.engine = engine;
    this.caller = caller;
    EngineLimits limits = engine.limits();
    this.notices =
        new Notices(
            outlet, ListKind.values().length + limits.subscriptions() + limits.tasksPerPrincipal());
    this.listListener = new ListListeners.Listener(caller.principal(), this::listChanged);
    this.questions = new ClientQuestions(limits.askMillis());
  }

  /** Begins to answer a request, by the exchange, soon or before this returns. */
  public RunningCall receive(JsonRpcMessage.Request request, Exchange exchange) {
    return receive(request, eraOf(request), exchange);
  }

  /**
   * The same for a transport that knows the era, as HTTP does by a header.
   *
   * @param era what the request is held to
   */
  public RunningCall receive(JsonRpcMessage.Request request, Era era, Exchange exchange) {
    McpCall call = new McpCall(engine, this, request, era, exchange);
    if (running.putIfAbsent(request.id(), call) != null) {
      call.fail(McpError.of(McpError.INVALID_REQUEST, "a request with this id is under way"));
    } else if (closed) {
      call.fail(McpError.of(McpError.REFUSED, "the conversation is over"));
    } else {
      engine.begin(call);
    }
    return call;
  }

  public void receive(JsonRpcMessage.Notification notification) {
    if (notification.method().equals("notifications/cancelled")
        && notification.params() instanceof ObjectNode params
        && params.has("requestId")) {
      McpCall call = running.get(params.get("requestId"));
      if (call != null) {
        call.cancel();
      }
    }
  }

  /** The client's answer to something that it was asked. */
  public void receive(JsonRpcMessage.Response response) {
    questions.answer(response);
  }

  /** Ends it: what runs is cancelled, and nothing more is said. Tasks go on. */
  @Override
  public void close() {
    closed = true;
    engine.listeners().remove(listListener);
    notices.close();
    watches.close();
    new ArrayList<>(running.values()).forEach(McpCall::cancel);
  }

  private void listChanged(ListKind kind) {
    notices.add(
        kind,
        () ->
            Optional.of(
                McpWriter.notification(
                    kind.notification(), JsonNodeFactory.instance.objectNode())));
  }

  Caller caller() {
    return caller;
  }

  /** For what clients of the legacy era are told of. */
  Notices notices() {
    return notices;
  }

  /** What was subscribed to in the legacy era. */
  Watches watches() {
    return watches;
  }

  ClientQuestions questions() {
    return questions;
  }

  ObjectNode clientCapabilities() {
    return clientCapabilities;
  }

  void initialized(ObjectNode capabilities) {
    clientCapabilities = capabilities;
    engine.listeners().add(listListener);
    if (closed) {
      engine.listeners().remove(listListener);
    }
  }

  LogLevel leastLevel() {
    return leastLevel;
  }

  void setLeastLevel(LogLevel level) {
    leastLevel = level;
  }

  /** Frees the id of a call, which the client may use again when it has the answer. */
  void isOver(McpCall call) {
    running.remove(call.id(), call);
  }

  /** Takes a place for a call; to be released once. */
  boolean takeSlot() {
    if (slots.incrementAndGet() <= engine.limits().callsPerConversation()
        && engine.slots().take(caller.principal())) {
      return true;
    }
    slots.decrementAndGet();
    return false;
  }

  void releaseSlot() {
    slots.decrementAndGet();
    engine.slots().release(caller.principal());
  }

  /** The era that a request itself tells. */
  public static Era eraOf(JsonRpcMessage.Request request) {
    return Era.of(request.params());
  }
}
