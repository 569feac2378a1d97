package dev.ccexecutor.server.testkit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A JSON-RPC client that hides nothing: what it has received stays in its inbox, in order. */
public final class TestClient implements AutoCloseable {
  /** The header by which a client says that it knows how to come back. */
  public static final String OFFER_OF_V1 = "Sec-WebSocket-Protocol: cc-executor.v1";

  private static final JsonMapper JSON = new JsonMapper();

  private final WebSocketConnection connection;
  private final AtomicInteger lastId = new AtomicInteger();

  private TestClient(WebSocketConnection connection) {
    this.connection = connection;
  }

  /** Connects, and does not wait for {@code connected}. */
  public static TestClient connect(int port, String path, String... headerLines)
      throws IOException {
    return new TestClient(WebSocketConnection.open(port, path, headerLines));
  }

  /** The socket and its frames. */
  public WebSocketConnection connection() {
    return connection;
  }

  public Inbox inbox() {
    return connection.inbox();
  }

  /** Calls a method and waits for the whole answer, good or bad. */
  public JsonNode request(String method, Object params) {
    return awaitAnswer(send(method, params));
  }

  /** Calls a method that must succeed. */
  public JsonNode call(String method, Object params) {
    return resultOf(method, request(method, params));
  }

  private static JsonNode resultOf(String method, JsonNode answer) {
    if (!answer.has("result")) {
      throw new AssertionError(method + " failed: " + answer);
    }
    return answer.get("result");
  }

  /** Calls a method that must fail, and returns the error. */
  public JsonNode callFailing(String method, Object params) {
    JsonNode answer = request(method, params);
    if (!answer.has("error")) {
      throw new AssertionError(method + " did not fail: " + answer);
    }
    return answer.get("error");
  }

  /** Sends a notification. */
  public void inform(String method, Object params) {
    sendJson(notificationMessage(method, params));
  }

  /** Sends a request and returns its id. */
  public int send(String method, Object params) {
    int id = nextId();
    sendJson(requestMessage(id, method, params));
    return id;
  }

  public int nextId() {
    return lastId.incrementAndGet();
  }

  /** A request as a map, for batches. */
  public static Map<String, Object> requestMessage(int id, String method, Object params) {
    Map<String, Object> message = notificationMessage(method, params);
    message.put("id", id);
    return message;
  }

  /** A notification as a map, for batches. */
  public static Map<String, Object> notificationMessage(String method, Object params) {
    Map<String, Object> message = new LinkedHashMap<>();
    message.put("jsonrpc", "2.0");
    message.put("method", method);
    message.put("params", params);
    return message;
  }

  public void sendJson(Object message) {
    connection.send(WebSocketFrames.whole(WebSocketFrames.TEXT, JSON.writeValueAsBytes(message)));
  }

  /** Sends a text frame, JSON or not. */
  public void sendText(String text) {
    connection.send(WebSocketFrames.text(text));
  }

  public void sendBinary(byte[] bytes) {
    connection.send(WebSocketFrames.whole(WebSocketFrames.BINARY, bytes));
  }

  public JsonNode awaitAnswer(int id) {
    return awaitAnswerMessage(id).json();
  }

  private Received.Message awaitAnswerMessage(int id) {
    return awaitMessage("the answer to request " + id, message -> isAnswerTo(message, id));
  }

  private static boolean isAnswerTo(Received.Message message, int id) {
    return !message.json().has("method") && message.json().path("id").asInt(-1) == id;
  }

  /** Waits for the first message that fits; those that came before count too. */
  public Received.Message awaitMessage(String what, Predicate<Received.Message> fits) {
    return inbox().await(what, Received.Message.class, fits);
  }

  /** The params of the first notification of this method. */
  public JsonNode awaitNotification(String method) {
    return awaitMessage(method, message -> message.isNotification(method)).params();
  }

  public Received.Close awaitClose() {
    return inbox().await("a close frame", Received.Close.class, close -> true);
  }

  public Received.EndOfStream awaitEndOfStream() {
    return inbox().await("the end of the stream", Received.EndOfStream.class, end -> true);
  }

  /** Starts a command line. */
  public RemoteCommand execute(String command) {
    return execute(Map.of("command", command));
  }

  /** Starts what the parameters say, and waits for the answer. */
  public RemoteCommand execute(Map<String, ?> params) {
    return RemoteCommand.started(this, call("execute", params));
  }

  /** Runs a command line to its end. */
  public RemoteCommand run(String command) {
    return run(Map.of("command", command));
  }

  /** Runs what the parameters say to its end. */
  public RemoteCommand run(Map<String, ?> params) {
    RemoteCommand command = execute(params);
    command.awaitCompleted();
    return command;
  }

  /** Attaches as the parameters say; it must succeed. */
  public RemoteCommand attach(Map<String, ?> params) {
    Received.Message answer = awaitAnswerMessage(send("execution.attach", params));
    JsonNode result = resultOf("execution.attach", answer.json());
    return RemoteCommand.attached(this, result, inbox().positionBehind(answer));
  }

  /** Attaches with nothing but the id. */
  public RemoteCommand attach(String executionId) {
    return attach(Map.of("execution_id", executionId));
  }

  /**
   * Takes another connection's session over; it must succeed.
   *
   * @param connected what that connection was told when it began
   * @param offsets by execution id, {@code stdout} and {@code stderr} each
   */
  public List<RemoteCommand> resume(JsonNode connected, Map<String, ?> offsets) {
    Received.Message answer =
        awaitAnswerMessage(send("session.resume", resumeParams(connected, offsets)));
    int behind = inbox().positionBehind(answer);
    List<RemoteCommand> commands = new ArrayList<>();
    for (JsonNode status : resultOf("session.resume", answer.json()).get("executions")) {
      commands.add(RemoteCommand.attached(this, status, behind));
    }
    return commands;
  }

  /** The parameters of {@code session.resume} that take another connection's session over. */
  public static Map<String, Object> resumeParams(JsonNode connected, Map<String, ?> offsets) {
    return Map.of(
        "session_id",
        connected.get("session_id").asString(),
        "resume_token",
        connected.get("resume_token").asString(),
        "offsets",
        offsets);
  }

  /** What the server said first. */
  public JsonNode connected() {
    return awaitNotification("connected");
  }

  /** A ping of the contract: its answer shows that the connection still serves. */
  public void assertAlive() {
    JsonNode answer = request("ping", Map.of());
    if (!answer.path("result").isEmpty()) {
      throw new AssertionError("not the answer to a ping: " + answer);
    }
  }

  /** Sends a close frame and waits until the server has ended the connection. */
  public void closeOrderly() throws IOException {
    connection.send(WebSocketFrames.close(1000));
    awaitEndOfStream();
    close();
  }

  @Override
  public void close() throws IOException {
    connection.close();
  }

  /** JSON of a text, with apostrophes for quotes, which Java would have to escape. */
  public static JsonNode json(String text) {
    return JSON.readTree(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
  }
}
