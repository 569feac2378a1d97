package dev.ccexecutor.server.mcp.engine;

import dev.ccexecutor.protocol.jsonrpc.JsonRpcMessage;
import dev.ccexecutor.server.mcp.message.McpError;
import dev.ccexecutor.server.mcp.message.McpException;
import dev.ccexecutor.server.mcp.message.McpWriter;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What a client of the legacy era has been asked and has not answered yet. Any thread. */
final class ClientQuestions {
  private final Map<JsonNode, CompletableFuture<JsonRpcMessage.Response>> asked =
      new ConcurrentHashMap<>();
  private final AtomicLong count = new AtomicLong();
  private final long timeoutMillis;

  ClientQuestions(long timeoutMillis) {
    this.timeoutMillis = timeoutMillis;
  }

  /**
   * Asks, and waits for the answer.
   *
   * @param send takes the request, and maybe that its answer is not wanted any more
   */
  JsonNode ask(String method, ObjectNode params, Consumer<byte[]> send)
      throws McpException, InterruptedException {
    JsonNode id = JsonNodeFactory.instance.stringNode("ask-" + count.incrementAndGet());
    CompletableFuture<JsonRpcMessage.Response> answer = new CompletableFuture<>();
    asked.put(id, answer);
    try {
      send.accept(McpWriter.request(id, method, params));
      return resultOf(answer.get(timeoutMillis, TimeUnit.MILLISECONDS));
    } catch (TimeoutException late) {
      ObjectNode canceled = JsonNodeFactory.instance.objectNode();
      canceled.set("requestId", id);
      send.accept(McpWriter.notification("notifications/cancelled", canceled));
      throw McpError.of(McpError.REFUSED, "the client did not answer " + method).asException();
    } catch (ExecutionException impossible) {
      throw new IllegalStateException("an answer is never completed so", impossible);
    } finally {
      asked.remove(id);
    }
  }

  private static JsonNode resultOf(JsonRpcMessage.Response response) throws McpException {
    if (response.result() != null && response.error() == null) {
      return response.result();
    }
    JsonNode error =
        response.error() == null ? JsonNodeFactory.instance.nullNode() : response.error();
    throw McpError.of(
            error.path("code").asInt(McpError.REFUSED),
            "the client answered by an error: " + error.path("message").asString("without a text"))
        .asException();
  }

  /** An answer that nobody waits for any more is dropped, as the protocol has it. */
  void answer(JsonRpcMessage.Response response) {
    CompletableFuture<JsonRpcMessage.Response> waiting =
        response.id() == null ? null : asked.get(response.id());
    if (waiting != null) {
      waiting.complete(response);
    }
  }
}
