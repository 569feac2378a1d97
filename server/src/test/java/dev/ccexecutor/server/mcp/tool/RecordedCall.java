package dev.ccexecutor.server.mcp.tool;

import dev.ccexecutor.protocol.client.ClientOptions;
import dev.ccexecutor.protocol.client.ExecutorClient;
import dev.ccexecutor.server.mcp.feature.CallContext;
import dev.ccexecutor.server.mcp.feature.Caller;
import dev.ccexecutor.server.mcp.feature.ListKind;
import dev.ccexecutor.server.mcp.feature.LogLevel;
import dev.ccexecutor.server.mcp.message.Era;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** A call whose client wants progress and keeps all that it is told. */
public final class RecordedCall implements CallContext {
  private final Caller caller;
  private final Queue<String> messages = new ConcurrentLinkedQueue<>();
  private final Queue<ListKind> changes = new ConcurrentLinkedQueue<>();
  private final Queue<ExecutorClient> connections = new ConcurrentLinkedQueue<>();

  private RecordedCall(int port, ClientOptions options) {
    URI uri = URI.create("ws://127.0.0.1:" + port + "/ws");
    caller = new Caller("somebody", purpose -> connect(uri, options));
  }

  private CompletableFuture<ExecutorClient> connect(URI uri, ClientOptions options) {
    return ExecutorClient.connect(uri, options)
        .thenApply(
            client -> {
              connections.add(client);
              return client;
            });
  }

  public static RecordedCall on(int port) {
    return new RecordedCall(port, ClientOptions.defaults());
  }

  public static RecordedCall on(int port, ClientOptions options) {
    return new RecordedCall(port, options);
  }

  /** The messages of its progress so far. */
  public List<String> messages() {
    return List.copyOf(messages);
  }

  public List<ListKind> changes() {
    return List.copyOf(changes);
  }

  /** Waits until every connection that was opened has been closed, and says how many there were. */
  public int awaitClosed() {
    connections.forEach(client -> client.closed().join());
    return connections.size();
  }

  /** Takes the connections away from the call. */
  public void closeConnections() {
    connections.forEach(ExecutorClient::close);
  }

  @Override
  public Era era() {
    return Era.LEGACY;
  }

  @Override
  public Caller caller() {
    return caller;
  }

  @Override
  public ObjectNode clientCapabilities() {
    return JsonNodeFactory.instance.objectNode();
  }

  @Override
  public boolean wantsProgress() {
    return true;
  }

  @Override
  public void progress(double progress, Double total, String message) {
    if (message != null) {
      messages.add(message);
    }
  }

  @Override
  public void log(LogLevel level, String logger, JsonNode data) {}

  @Override
  public JsonNode ask(String method, ObjectNode params) {
    throw new AssertionError("nobody is to be asked");
  }

  @Override
  public ObjectNode inputResponses() {
    return JsonNodeFactory.instance.objectNode();
  }

  @Override
  public Optional<JsonNode> requestState() {
    return Optional.empty();
  }

  @Override
  public ObjectNode awaitInput(ObjectNode inputRequests) {
    throw new AssertionError("nobody is to be asked");
  }

  @Override
  public boolean isTask() {
    return false;
  }

  @Override
  public void listChanged(ListKind kind) {
    changes.add(kind);
  }
}
