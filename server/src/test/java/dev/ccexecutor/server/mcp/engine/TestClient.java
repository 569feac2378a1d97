package dev.ccexecutor.server.mcp.engine;

import dev.ccexecutor.protocol.jsonrpc.Incoming;
import dev.ccexecutor.protocol.jsonrpc.JsonRpcMessage;
import dev.ccexecutor.protocol.jsonrpc.JsonRpcReader;
import dev.ccexecutor.server.mcp.feature.Caller;
import dev.ccexecutor.server.mcp.message.McpNames;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** A client of an engine without a transport: what it says goes through the reader all the same. */
final class TestClient implements AutoCloseable {
  private final Conversation conversation;
  private final RecordingExchange outlet = new RecordingExchange();
  private final AtomicInteger ids = new AtomicInteger();
  private ObjectNode capabilities = object("{\"elicitation\":{},\"sampling\":{},\"roots\":{}}");

  TestClient(McpEngine engine, String principal) {
    this.conversation =
        engine.begin(
            new Caller(
                principal,
                purpose -> CompletableFuture.failedFuture(new IllegalStateException("no server"))),
            outlet);
  }

  static ObjectNode object(String json) {
    return (ObjectNode) dev.ccexecutor.protocol.jsonrpc.Json.MAPPER.readTree(json);
  }

  /** What goes with its modern requests from now on. */
  TestClient with(String capabilitiesAsJson) {
    capabilities = object(capabilitiesAsJson);
    return this;
  }

  TestClient withTasks() {
    return with(
        "{\"elicitation\":{},\"sampling\":{},\"extensions\":{\"" + McpNames.TASKS + "\":{}}}");
  }

  /** A request of the modern era. */
  RecordingExchange modern(String method, String params) {
    return send(modernRequest(method, params));
  }

  ObjectNode modernRequest(String method, String params) {
    ObjectNode message = legacyRequest(method, params);
    ObjectNode meta = message.withObjectProperty("params").withObjectProperty("_meta");
    meta.put(McpNames.PROTOCOL_VERSION, McpNames.MODERN_VERSIONS.getFirst());
    meta.set(McpNames.CLIENT_CAPABILITIES, capabilities);
    return message;
  }

  /** A request of the legacy era. */
  RecordingExchange legacy(String method, String params) {
    return send(legacyRequest(method, params));
  }

  private ObjectNode legacyRequest(String method, String params) {
    ObjectNode message = JsonNodeFactory.instance.objectNode().put("jsonrpc", "2.0");
    message.put("id", ids.getAndIncrement());
    message.put("method", method);
    message.set("params", object(params));
    return message;
  }

  /** Makes it a client of the legacy era that can be asked. */
  TestClient initialize() {
    ObjectNode params = object("{\"protocolVersion\":\"2025-11-25\"}");
    params.set("capabilities", capabilities);
    legacy("initialize", params.toString()).result();
    return this;
  }

  RecordingExchange send(JsonNode request) {
    RecordingExchange exchange = new RecordingExchange();
    receive(request.toString(), exchange);
    return exchange;
  }

  RunningCall receive(String request, RecordingExchange exchange) {
    return conversation.receive((JsonRpcMessage.Request) read(request), exchange);
  }

  void cancel(int id) {
    conversation.receive(
        (JsonRpcMessage.Notification)
            read(
                "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":"
                    + id
                    + "}}"));
  }

  /** The id of the request that was sent last. */
  int lastId() {
    return ids.get() - 1;
  }

  void respond(JsonNode id, String resultOrError) {
    conversation.receive(
        (JsonRpcMessage.Response)
            read("{\"jsonrpc\":\"2.0\",\"id\":" + id + "," + resultOrError + "}"));
  }

  static JsonRpcMessage read(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return ((Incoming.Single) JsonRpcReader.strict().read(bytes, 0, bytes.length)).message();
  }

  RecordingExchange outlet() {
    return outlet;
  }

  Conversation conversation() {
    return conversation;
  }

  @Override
  public void close() {
    conversation.close();
  }
}
