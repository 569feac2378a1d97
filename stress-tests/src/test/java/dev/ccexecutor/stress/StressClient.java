package dev.ccexecutor.stress;

import dev.ccexecutor.protocol.client.CcExecutorClient;
import dev.ccexecutor.protocol.client.ClientConnection;
import dev.ccexecutor.protocol.client.ClientOptions;
import dev.ccexecutor.protocol.execution.ControlParams;
import dev.ccexecutor.protocol.execution.ControlResult;
import dev.ccexecutor.protocol.execution.ControlType;
import dev.ccexecutor.protocol.execution.ExecuteParamsBuilder;
import dev.ccexecutor.protocol.execution.ExecutionStatus;
import dev.ccexecutor.protocol.execution.StatusParams;
import dev.ccexecutor.protocol.jsonrpc.Json;
import dev.ccexecutor.protocol.jsonrpc.JsonRpcWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.StringNode;

/**
 * One connection, and all that it starts. May be used on any thread but the connection's own.
 *
 * <p>It is no {@link dev.ccexecutor.protocol.client.ExecutorClient}: that one mends and hides what
 * these tests look for, the order of messages, the end of a stream, the code of a close. {@link
 * ExecutorClientStressTest} is for that.
 */
final class StressClient implements AutoCloseable {

  private static final long PATIENCE_SECONDS = 30;
  private static final JsonRpcWriter WRITER = new JsonRpcWriter();
  private static final AtomicLong LAST_EXECUTION = new AtomicLong();

  private final ClientConnection connection;
  private final ConnectionRecord record;

  private StressClient(ClientConnection connection, ConnectionRecord record) {
    this.connection = connection;
    this.record = record;
  }

  static StressClient connect(URI server) throws Exception {
    ConnectionRecord record = new ConnectionRecord();
    ClientOptions options = ClientOptions.defaults().withListener(record);
    ClientConnection connection =
        CcExecutorClient.connect(server, options).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    return new StressClient(connection, record);
  }

  ClientConnection connection() {
    return connection;
  }

  /** What came for no execution in particular. */
  ConnectionRecord record() {
    return record;
  }

  /**
   * Asks for a command and does not wait. The execution's id is made here, and is the request's
   * too: so the answer goes to the record, in its place among all that comes.
   */
  ObservedExecution request(ExecuteParamsBuilder params) {
    String id = "stress-" + LAST_EXECUTION.incrementAndGet();
    ObservedExecution execution = record.expect(id);
    byte[] message =
        WRITER.request(StringNode.valueOf(id), "execute", params.executionId(id).build());
    connection
        .sendText(new String(message, StandardCharsets.UTF_8))
        .exceptionally(
            failure -> {
              execution.result().completeExceptionally(failure);
              return null;
            });
    return execution;
  }

  /** Starts a command; it runs when this returns. */
  ObservedExecution start(ExecuteParamsBuilder params) throws Exception {
    ObservedExecution execution = request(params);
    execution.awaitResult();
    return execution;
  }

  /** Asks for a control and does not wait. */
  CompletableFuture<ControlResult> requestControl(ControlType type, ObservedExecution execution) {
    return requestControl(new ControlParams(type, execution.id(), null, null));
  }

  CompletableFuture<ControlResult> requestControl(ControlParams params) {
    return connection
        .request("control", params)
        .thenApply(result -> bind(result, ControlResult.class));
  }

  /** Has a control carried out. */
  ControlResult control(ControlType type, ObservedExecution execution) throws Exception {
    return requestControl(type, execution).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  /** The status now. */
  ExecutionStatus status(String executionId) throws Exception {
    return status(executionId, null);
  }

  /** The status at the end, or after so many seconds. */
  ExecutionStatus status(String executionId, Double waitSeconds) throws Exception {
    JsonNode result = call("execution.status", new StatusParams(executionId, waitSeconds));
    return bind(result, ExecutionStatus.class);
  }

  /** Calls a method and waits for its result. */
  JsonNode call(String method, Object params) throws Exception {
    return connection.request(method, params).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  @Override
  public void close() {
    connection.close().orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
  }

  private static <T> T bind(JsonNode node, Class<T> type) {
    return Json.MAPPER.treeToValue(node, type);
  }
}
