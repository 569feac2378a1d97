package dev.ccexecutor.server.mcp.engine;

import dev.ccexecutor.protocol.jsonrpc.JsonRpcMessage;
import dev.ccexecutor.server.mcp.feature.Caller;
import dev.ccexecutor.server.mcp.message.Era;
import dev.ccexecutor.server.mcp.message.McpError;
import dev.ccexecutor.server.mcp.message.McpWriter;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
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
  private final Outlet outlet;
  private final Map<JsonNode, McpCall> running = new ConcurrentHashMap<>();
  private volatile ObjectNode clientCapabilities = JsonNodeFactory.instance.objectNode();
  private volatile boolean closed;

  /**
   * @param outlet where it says what belongs to no request
   */
  Conversation(McpEngine engine, Caller caller, Outlet outlet) {
    this.engine = engine;
    this.caller = caller;
    this.outlet = outlet;
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
    McpCall call =
        new McpCall(engine, this, request, era, exchange, () -> running.remove(request.id()));
    if (closed || running.putIfAbsent(request.id(), call) != null) {
      McpError error = McpError.of(McpError.INVALID_REQUEST, "a request with this id is under way");
      exchange.answer(McpWriter.error(request.id(), error), error);
      return () -> {};
    }
    engine.begin(call, request.method());
    return call;
  }

  public void receive(JsonRpcMessage.Notification notification) {
    if (notification.method().equals("notifications/cancelled")
        && notification.params() instanceof ObjectNode params) {
      McpCall call = running.get(params.path("requestId"));
      if (call != null) {
        call.cancel();
      }
    }
  }

  /** The client's answer to something that it was asked. */
  public void receive(JsonRpcMessage.Response response) {}

  /** Ends it: what runs is cancelled, and nothing more is said. */
  @Override
  public void close() {
    closed = true;
    new ArrayList<>(running.values()).forEach(McpCall::cancel);
  }

  Caller caller() {
    return caller;
  }

  Outlet outlet() {
    return outlet;
  }

  ObjectNode clientCapabilities() {
    return clientCapabilities;
  }

  void initialized(ObjectNode capabilities) {
    clientCapabilities = capabilities;
  }

  /** The era that a request itself tells. */
  public static Era eraOf(JsonRpcMessage.Request request) {
    return Era.of(request.params());
  }
}
