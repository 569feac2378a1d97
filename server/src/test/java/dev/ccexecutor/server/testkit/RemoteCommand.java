package dev.ccexecutor.server.testkit;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** One execution as a client sees it that has started it or has attached to it. */
public final class RemoteCommand {
  private final TestClient client;
  private final JsonNode result;
  private final int first;

  private RemoteCommand(TestClient client, JsonNode result, int first) {
    this.client = client;
    this.result = result;
    this.first = first;
  }

  /** The one that this answer of {@code execute} is about. */
  public static RemoteCommand started(TestClient client, JsonNode result) {
    return new RemoteCommand(client, result, 0);
  }

  /**
   * The one that this answer of {@code execution.attach} or {@code session.resume} is about.
   *
   * @param first how many messages came before it, which belong to what was attached before
   */
  static RemoteCommand attached(TestClient client, JsonNode result, int first) {
    return new RemoteCommand(client, result, first);
  }

  /** The answer that it began with. */
  public JsonNode result() {
    return result;
  }

  public String id() {
    return result.get("execution_id").asString();
  }

  public int pid() {
    return result.get("pid").asInt();
  }

  public int channel() {
    return result.get("channel").asInt();
  }

  /** The leader, as the kernel sees it. */
  public ObservedProcess process() {
    return new ObservedProcess(pid());
  }

  /** The params of this execution's first notification of that method. */
  public JsonNode await(String method) {
    return client
        .inbox()
        .await(
            first,
            method + " of " + id(),
            Received.Message.class,
            message -> message.isNotification(method) && message.isAbout(id()))
        .params();
  }

  /** Waits until this client is told that it gets no more of it. */
  public JsonNode awaitDetached() {
    return await("process.detached");
  }

  public JsonNode awaitExited() {
    return await("process.exited");
  }

  public JsonNode awaitCompleted() {
    return await("process.completed");
  }

  /** Waits until standard output has this line, which must come as text. */
  public void awaitLine(String line) {
    Deadline.await("the line '" + line + "' of " + id())
        .until(() -> stdout().lines().anyMatch(line::equals));
  }

  /** Waits for the first whole line and takes it for a process's pid. */
  public ObservedProcess awaitPidLine() {
    Deadline.await("a line of " + id()).until(() -> stdout().contains("\n"));
    return new ObservedProcess(Integer.parseInt(stdout().lines().findFirst().orElseThrow().trim()));
  }

  /** Standard output as received so far. */
  public String stdout() {
    return output().text(StreamName.STDOUT);
  }

  /** Standard error as received so far. */
  public String stderr() {
    return output().text(StreamName.STDERR);
  }

  /** All output as received so far. */
  public ReceivedOutput output() {
    return ReceivedOutput.of(received());
  }

  /** Waits for the end record, and compares it with what has come until then. */
  public void assertOutputMatchesEnd() {
    JsonNode completed = awaitCompleted();
    output().assertMatches(completed);
  }

  /** All that was received of this execution so far, in order, its answer not among it. */
  public List<Received> received() {
    return mineOf(client.inbox().since(first));
  }

  /** The messages among these that are about this execution. */
  private List<Received> mineOf(List<Received> all) {
    int channel = result.path("channel").asInt(-1);
    return all.stream().filter(one -> isMine(one, channel)).toList();
  }

  private boolean isMine(Received one, int channel) {
    return switch (one) {
      case Received.Message message -> message.isAbout(id());
      case Received.Data data -> data.channel() == channel;
      default -> false;
    };
  }

  /** The methods of its notifications so far, in order. */
  public List<String> methods() {
    return received().stream()
        .filter(Received.Message.class::isInstance)
        .map(one -> ((Received.Message) one).json().get("method").asString())
        .toList();
  }

  /** Carries a control out by this execution's id; it must succeed. */
  public JsonNode control(String type) {
    return client.call("control", controlParams(type));
  }

  /** The same with a grace. */
  public JsonNode control(String type, double grace) {
    Map<String, Object> params = controlParams(type);
    params.put("grace", grace);
    return client.call("control", params);
  }

  /** Sends a signal to its group. */
  public JsonNode signal(String name) {
    Map<String, Object> params = controlParams("SIGNAL");
    params.put("signal", name);
    return client.call("control", params);
  }

  private Map<String, Object> controlParams(String type) {
    Map<String, Object> params = new LinkedHashMap<>();
    params.put("type", type);
    params.put("execution_id", id());
    return params;
  }

  /** Says that all before these offsets is taken care of. */
  public void acknowledge(long stdout, long stderr) {
    client.inform("output.ack", Map.of("execution_id", id(), "stdout", stdout, "stderr", stderr));
  }

  /** Gives it up. */
  public JsonNode detach() {
    return client.call("execution.detach", Map.of("execution_id", id()));
  }

  /** The params of its gaps so far. */
  public List<JsonNode> gaps() {
    return received().stream()
        .filter(Received.Message.class::isInstance)
        .map(Received.Message.class::cast)
        .filter(message -> message.isNotification("process.gap"))
        .map(Received.Message::params)
        .toList();
  }

  /** What the server tells of it now. */
  public JsonNode status() {
    return client.call("execution.status", Map.of("execution_id", id()));
  }
}
