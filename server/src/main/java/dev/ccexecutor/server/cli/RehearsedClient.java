package dev.ccexecutor.server.cli;

import dev.ccexecutor.protocol.client.CcExecutorClient;
import dev.ccexecutor.protocol.client.ClientConnection;
import dev.ccexecutor.protocol.client.ClientListener;
import dev.ccexecutor.protocol.client.ClientOptions;
import dev.ccexecutor.protocol.execution.ExecuteParams;
import dev.ccexecutor.protocol.execution.ExecuteResult;
import dev.ccexecutor.protocol.execution.ProcessCompleted;
import dev.ccexecutor.protocol.jsonrpc.JsonRpcException;
import dev.ccexecutor.protocol.jsonrpc.Parameters;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import tools.jackson.databind.JsonNode;

/** The client of a rehearsal: does one thing at a time, and waits for all of it, not for ever. */
final class RehearsedClient implements ClientListener {
  static final long PATIENCE_SECONDS = 60;

  private final ClientConnection connection;
  private final Map<String, CompletableFuture<ProcessCompleted>> ends = new ConcurrentHashMap<>();

  RehearsedClient(URI server) throws Exception {
    // A rehearsal has the lowest priority, so on a busy machine also this may take long.
    ClientOptions options =
        ClientOptions.defaults()
            .withListener(this)
            .withOpenTimeoutMillis((int) TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
    connection = await(CcExecutorClient.connect(server, options));
  }

  JsonNode request(String method, Object params) throws Exception {
    return await(connection.request(method, params));
  }

  /** Starts a command, and returns its id. */
  String start(ExecuteParams params) throws Exception {
    return Parameters.bind(request("execute", params), ExecuteResult.class).executionId();
  }

  ProcessCompleted awaitEnd(String executionId) throws Exception {
    return await(endOf(executionId));
  }

  void close() throws Exception {
    await(connection.close());
  }

  @Override
  public void onNotification(String method, JsonNode params) {
    if (!method.equals("process.completed")) {
      return;
    }
    try {
      ProcessCompleted end = Parameters.bind(params, ProcessCompleted.class);
      endOf(end.executionId()).complete(end);
    } catch (JsonRpcException malformed) {
      ends.values().forEach(each -> each.completeExceptionally(malformed));
    }
  }

  private CompletableFuture<ProcessCompleted> endOf(String executionId) {
    return ends.computeIfAbsent(executionId, id -> new CompletableFuture<>());
  }

  private static <T> T await(CompletableFuture<T> future)
      throws InterruptedException, ExecutionException, TimeoutException {
    return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }
}
