package dev.ccexecutor.stress;

import dev.ccexecutor.protocol.client.ClientListener;
import dev.ccexecutor.protocol.execution.ExecuteResult;
import dev.ccexecutor.protocol.execution.ProcessCompleted;
import dev.ccexecutor.protocol.execution.ProcessExited;
import dev.ccexecutor.protocol.execution.ProcessOutput;
import dev.ccexecutor.protocol.execution.ServerDraining;
import dev.ccexecutor.protocol.frame.DataFrameHeader;
import dev.ccexecutor.protocol.jsonrpc.Json;
import dev.ccexecutor.protocol.jsonrpc.JsonRpcMessage;
import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.JsonNode;

/**
 * Sorts what comes on a connection by executions, and holds the order of the contract against it.
 */
final class ConnectionRecord implements ClientListener {

  private final Map<String, ObservedExecution> executions = new ConcurrentHashMap<>();

  /** Made when the first frame comes, which may be before the test saw the answer. */
  private final Map<Integer, ReceivedOutput> channels = new ConcurrentHashMap<>();

  private final CompletableFuture<ServerDraining> draining = new CompletableFuture<>();
  private final CompletableFuture<Integer> closeCode = new CompletableFuture<>();

  /** Must be called before the execution is asked for. */
  ObservedExecution expect(String executionId) {
    ObservedExecution execution = new ObservedExecution(executionId, this::outputOfChannel);
    executions.put(executionId, execution);
    return execution;
  }

  CompletableFuture<ServerDraining> draining() {
    return draining;
  }

  CompletableFuture<Integer> closeCode() {
    return closeCode;
  }

  @Override
  public void onNotification(String method, JsonNode params) {
    switch (method) {
      case "connected" -> {}
      case "server.draining" ->
          draining.complete(Json.MAPPER.treeToValue(params, ServerDraining.class));
      default -> onExecutionNotification(method, params);
    }
  }

  @Override
  public void onUnmatchedResponse(JsonRpcMessage.Response response) {
    String id = response.id() == null ? "" : response.id().asString("");
    ObservedExecution execution = executions.get(id);
    if (execution == null) {
      throw new IllegalStateException("an answer to nothing: " + response);
    }
    if (response.error() == null) {
      execution.result().complete(Json.MAPPER.treeToValue(response.result(), ExecuteResult.class));
    } else {
      execution
          .result()
          .completeExceptionally(new IllegalStateException(response.error().toString()));
    }
  }

  private void onExecutionNotification(String method, JsonNode params) {
    ObservedExecution execution = executions.get(params.path("execution_id").asString(""));
    if (execution == null) {
      throw new IllegalStateException(method + " of an execution that nobody asked for");
    }
    if (!execution.result().isDone()) {
      execution.violated(method + " before the answer to execute");
    }
    if (execution.completed().isDone()) {
      execution.violated(method + " after process.completed");
    }
    switch (method) {
      case "process.started" -> execution.started().complete(null);
      case "process.output" ->
          onOutput(execution, Json.MAPPER.treeToValue(params, ProcessOutput.class));
      case "process.exited" ->
          execution.exited().complete(Json.MAPPER.treeToValue(params, ProcessExited.class));
      case "process.completed" ->
          execution.completed().complete(Json.MAPPER.treeToValue(params, ProcessCompleted.class));
      case "process.paused", "process.resumed", "process.canceled" -> {}
      default -> execution.violated("unexpected " + method);
    }
  }

  private static void onOutput(ObservedExecution execution, ProcessOutput output) {
    ReceivedStream stream = execution.jsonOutput().of(output.type());
    byte[] bytes =
        output.data() != null
            ? output.data().getBytes(StandardCharsets.UTF_8)
            : Base64.getDecoder().decode(output.dataBase64());
    if (!execution.started().isDone()) {
      execution.violated("output before process.started");
    }
    if (output.offset() != stream.bytes() || output.bytes() != bytes.length) {
      execution.violated("expected offset " + stream.bytes() + " but got " + output);
    }
    stream.append(ByteBuffer.wrap(bytes));
  }

  /** A wrong offset fails the connection: frames do not tell which execution would be at fault. */
  @Override
  public void onData(DataFrameHeader header, ByteBuf payload) {
    ReceivedStream stream = outputOfChannel(header.channel()).of(header.stream());
    if (header.offset() != stream.bytes() || stream.hasEnded()) {
      throw new IllegalStateException("expected offset " + stream.bytes() + " but got " + header);
    }
    if (header.endOfStream()) {
      stream.end();
    } else {
      stream.append(payload.nioBuffer());
    }
  }

  @Override
  public void onClosed(int code, String reason) {
    closeCode.complete(code);
    IllegalStateException lost =
        new IllegalStateException("connection closed (" + code + "): " + reason);
    executions.values().forEach(execution -> execution.completed().completeExceptionally(lost));
  }

  private ReceivedOutput outputOfChannel(int channel) {
    return channels.computeIfAbsent(channel, ignored -> ReceivedOutput.none());
  }
}
