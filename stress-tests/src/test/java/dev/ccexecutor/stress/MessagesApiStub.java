package dev.ccexecutor.stress;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.ccexecutor.protocol.jsonrpc.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * As much of the Messages API, on loopback, as an agent needs: each request for a message gets the
 * next turn of the script, one at a time. A request beyond the script, or for anything else, is
 * noted as unexpected and refused so that nobody tries again.
 */
final class MessagesApiStub implements AutoCloseable {

  private static final int REFUSED = 400;

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Queue<ModelTurn> script = new ConcurrentLinkedQueue<>();
  private final List<JsonNode> requests = new CopyOnWriteArrayList<>();
  private final List<String> unexpected = new CopyOnWriteArrayList<>();
  private final AtomicInteger answered = new AtomicInteger();
  private final HttpServer server;

  private MessagesApiStub() throws IOException {
    server =
        HttpServer.create(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), /* backlog= */ 0);
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  static MessagesApiStub start() throws IOException {
    return new MessagesApiStub();
  }

  /** For the agent. */
  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** Forgets what was, and lays down what comes. */
  void script(ModelTurn... turns) {
    script.clear();
    requests.clear();
    unexpected.clear();
    answered.set(0);
    script.addAll(List.of(turns));
  }

  /** The bodies of the requests for a message, in their order. */
  List<JsonNode> requests() {
    return List.copyOf(requests);
  }

  /** How many answers were written to their end. */
  int answered() {
    return answered.get();
  }

  /** What nobody should have asked for. */
  List<String> unexpected() {
    return List.copyOf(unexpected);
  }

  @Override
  public void close() {
    server.stop(/* delay= */ 0);
    threads.shutdownNow();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      byte[] body = exchange.getRequestBody().readAllBytes();
      if (exchange.getRequestMethod().equals("POST") && path.equals("/v1/messages")) {
        answer(exchange, Json.MAPPER.readTree(body));
      } else {
        refuse(exchange, exchange.getRequestMethod() + " " + path);
      }
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }

  private void answer(HttpExchange exchange, JsonNode request)
      throws IOException, InterruptedException {
    requests.add(request);
    int number = requests.size();
    switch (nextTurn()) {
      case null -> refuse(exchange, "message " + number + " beyond the script");
      case ModelTurn.Failure failure ->
          sendError(exchange, failure.status(), failure.errorType(), failure.message());
      case ModelTurn turn -> {
        exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
        exchange.sendResponseHeaders(200, /* responseLength= */ 0);
        String model = request.path("model").asString("");
        new MessageStream(exchange.getResponseBody()).write(turn, number, model);
      }
    }
    answered.incrementAndGet();
  }

  private ModelTurn nextTurn() {
    boolean last = script.peek() instanceof ModelTurn.Failure failure && failure.forGood();
    return last ? script.peek() : script.poll();
  }

  private void refuse(HttpExchange exchange, String what) throws IOException {
    unexpected.add(what);
    sendError(exchange, REFUSED, "invalid_request_error", "not in the script: " + what);
  }

  private static void sendError(HttpExchange exchange, int status, String type, String message)
      throws IOException {
    ObjectNode error = MessageStream.object().put("type", "error");
    error.set("error", MessageStream.object().put("type", type).put("message", message));
    byte[] body = Json.MAPPER.writeValueAsBytes(error);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
  }
}
