package dev.ccexecutor.stress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccexecutor.protocol.execution.OutputForm;
import dev.ccexecutor.protocol.execution.StreamType;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import tools.jackson.databind.JsonNode;

/**
 * A client with two executions that print numbered lines. It is cut off at random moments, and
 * comes back by {@code execution.attach} or {@code session.resume}. For one thread.
 */
final class CutOffClient {

  /** What became of it. */
  record Outcome(int cuts, long bytes, long missingBytes) {

    static final Outcome NONE = new Outcome(0, 0, 0);

    Outcome plus(Outcome other) {
      return new Outcome(cuts + other.cuts, bytes + other.bytes, missingBytes + other.missingBytes);
    }
  }

  private static final AtomicLong LAST_ID = new AtomicLong();
  private static final int FEWEST_LINES = 10_000;
  private static final int MOST_LINES = 80_000;
  private static final long MOST_AT_A_TIME = 96 * 1024;
  private static final int ONE_IN_MANY = 8;

  private final ServerUnderTest server;
  private final OutputKeeping keeping;
  private final OutputForm form;
  private final Random random;
  private final Map<String, Object> keepingParams;
  private final List<MendedExecution> executions = new ArrayList<>();

  /** Cut off, and still open. */
  private final List<CutOffConnection> halfOpen = new ArrayList<>();

  private CutOffConnection connection;

  /** Whose session has all executions; null where that is not sure. */
  private CutOffConnection owner;

  /** An attachment whose answer was not waited for may take effect at any time. */
  private boolean requestUnderWay;

  private int cuts;

  CutOffClient(ServerUnderTest server, OutputKeeping keeping, OutputForm form, Random random) {
    this.server = server;
    this.keeping = keeping;
    this.form = form;
    this.random = random;
    this.keepingParams = keeping.executeParams(random);
  }

  /** Starts them, and goes on until it has all that they print. */
  Outcome run() throws Exception {
    connection = CutOffConnection.open(server.uri());
    try {
      start(false);
      start(true);
      owner = connection;
      readToEnd();
      for (MendedExecution execution : executions) {
        check(execution);
      }
      return new Outcome(
          cuts,
          executions.stream().mapToLong(MendedExecution::receivedBytes).sum(),
          executions.stream().mapToLong(MendedExecution::missingBytes).sum());
    } finally {
      connection.close();
      for (CutOffConnection open : halfOpen) {
        open.close();
      }
    }
  }

  private void readToEnd() throws IOException {
    try {
      while (!readSome()) {
        cutOff();
      }
    } catch (SocketTimeoutException e) {
      throw new AssertionError("nothing comes any more:" + state(), e);
    }
  }

  /** For the message of a failure: what this client has, and what the server tells. */
  private String state() throws IOException {
    StringBuilder state = new StringBuilder();
    try (CutOffConnection other = CutOffConnection.open(server.uri())) {
      for (MendedExecution execution : executions) {
        state.append("\n  has ").append(execution.offsets()).append(" of ");
        state.append(other.request("execution.status", Map.of("execution_id", execution.id())));
      }
    }
    connection.deliveries().forEach(delivery -> state.append("\n  got ").append(delivery));
    return state.append("\n  after ").append(cuts).append(" cuts").toString();
  }

  private void start(boolean bothOutputs) throws IOException {
    int lines = random.nextInt(FEWEST_LINES, MOST_LINES);
    long bytes = (long) lines * NumberedLines.LINE_BYTES;
    MendedExecution execution =
        new MendedExecution("cut-off-" + LAST_ID.incrementAndGet(), bytes, bothOutputs ? bytes : 0);
    Map<String, Object> params = new LinkedHashMap<>(keepingParams);
    params.put("execution_id", execution.id());
    params.put(
        "command",
        bothOutputs ? NumberedLines.commandForBothOutputs(lines) : NumberedLines.command(lines));
    params.put("env", Map.of("SECRET", server.secret()));
    params.put("output", form.wireName());
    params.put("on_disconnect", "detach");
    JsonNode result = connection.call("execute", params);
    executions.add(execution);
    connection.deliver(new Delivery(execution, 0, 0), result);
  }

  /** Returns whether that was the last of it. */
  private boolean readSome() throws IOException {
    long target = receivedBytes() + random.nextLong(MOST_AT_A_TIME);
    while (receivedBytes() < target && !haveEnded()) {
      connection.readNext();
      acknowledgeSome();
      attachAgainWhereTaken();
    }
    return haveEnded();
  }

  private long receivedBytes() {
    return executions.stream().mapToLong(MendedExecution::receivedBytes).sum();
  }

  private boolean haveEnded() {
    return executions.stream().allMatch(MendedExecution::hasEnded);
  }

  private void acknowledgeSome() throws IOException {
    if (keeping != OutputKeeping.WINDOW) {
      return;
    }
    long window = ((Number) keepingParams.get("window")).longValue();
    for (Delivery delivery : connection.deliveries()) {
      if (delivery.unacknowledgedBytes() > window / 2 && !delivery.isOver()) {
        connection.inform("output.ack", delivery.acknowledgement());
      }
    }
  }

  /** By what was asked for on a connection that was lost right after that. */
  private void attachAgainWhereTaken() throws IOException {
    for (Delivery delivery : List.copyOf(connection.deliveries())) {
      if (delivery.isDetached()) {
        assertThat(requestUnderWay).as("taken by a connection of this client").isTrue();
        owner = null;
        attach(delivery.execution());
      }
    }
  }

  private void cutOff() throws IOException {
    CutOffConnection lost = connection;
    boolean frozen = cut(lost);
    while (random.nextInt(ONE_IN_MANY) == 0) {
      loseWithinRequest();
    }
    connection = CutOffConnection.open(server.uri());
    lost.stopGathering();
    comeBack();
    if (frozen) {
      lost.thaw();
      lost.close();
    }
    if (!halfOpen.isEmpty() && random.nextBoolean()) {
      halfOpen.removeFirst().close();
    }
  }

  /** Returns whether it is to wake up again. */
  private boolean cut(CutOffConnection lost) throws IOException {
    cuts++;
    return switch (random.nextInt(3)) {
      case 0 -> {
        lost.vanish();
        yield false;
      }
      case 1 -> {
        halfOpen.add(lost);
        yield false;
      }
      default -> true;
    };
  }

  /** Comes back, and is cut off before the answer. */
  private void loseWithinRequest() throws IOException {
    cuts++;
    try (CutOffConnection lost = CutOffConnection.open(server.uri())) {
      if (owner != null && random.nextBoolean()) {
        lost.send("session.resume", resumeParams(true));
      } else {
        for (MendedExecution execution : executions) {
          lost.send("execution.attach", attachParams(execution));
        }
      }
      lost.vanish();
    }
    owner = null;
    requestUnderWay = true;
  }

  private void comeBack() throws IOException {
    if (owner != null && random.nextBoolean()) {
      resume();
    }
    for (MendedExecution execution : executions) {
      if (connection.deliveries().stream().noneMatch(one -> one.execution() == execution)) {
        attach(execution);
      }
    }
    owner = connection;
  }

  /** Where nothing is acknowledged the server can't know from where on, so it is told. */
  private void resume() throws IOException {
    boolean withOffsets = keeping != OutputKeeping.WINDOW || random.nextBoolean();
    JsonNode answer = connection.request("session.resume", resumeParams(withOffsets));
    if (isExpired(answer)) {
      return; // Nothing was resumed.
    }
    assertThat(answer.has("result")).as("session.resume: %s", answer).isTrue();
    for (JsonNode status : answer.get("result").get("executions")) {
      MendedExecution execution = named(status.get("execution_id").asString());
      connection.deliver(
          withOffsets
              ? fromOwnOffsets(execution)
              : new Delivery(execution, Delivery.UNKNOWN, Delivery.UNKNOWN),
          status);
    }
  }

  private Map<String, Object> resumeParams(boolean withOffsets) {
    Map<String, Object> params = new LinkedHashMap<>();
    params.put("session_id", owner.connected().get("session_id").asString());
    params.put("resume_token", owner.connected().get("resume_token").asString());
    if (withOffsets) {
      Map<String, Object> offsets = new LinkedHashMap<>();
      executions.forEach(execution -> offsets.put(execution.id(), execution.offsets()));
      params.put("offsets", offsets);
    }
    return params;
  }

  private MendedExecution named(String id) {
    return executions.stream().filter(one -> one.id().equals(id)).findFirst().orElseThrow();
  }

  private static Delivery fromOwnOffsets(MendedExecution execution) {
    return new Delivery(
        execution,
        execution.of(StreamType.STDOUT).length(),
        execution.of(StreamType.STDERR).length());
  }

  /** Where what comes next is gone, goes on behind it. */
  private void attach(MendedExecution execution) throws IOException {
    JsonNode answer = connection.request("execution.attach", attachParams(execution));
    while (isExpired(answer)) {
      JsonNode data = answer.get("error").get("data");
      StreamType type = StreamType.valueOf(data.get("type").asString().toUpperCase(Locale.ROOT));
      long from = data.get("available_from").asLong();
      assertThat(from).isGreaterThan(execution.of(type).length());
      execution.of(type).skip(from);
      answer = connection.request("execution.attach", attachParams(execution));
    }
    assertThat(answer.has("result")).as("execution.attach: %s", answer).isTrue();
    connection.deliver(fromOwnOffsets(execution), answer.get("result"));
  }

  private Map<String, Object> attachParams(MendedExecution execution) {
    Map<String, Object> params = new LinkedHashMap<>(execution.offsets());
    params.putAll(OutputKeeping.attachParams(keepingParams));
    params.put("execution_id", execution.id());
    params.put("output", form.wireName());
    return params;
  }

  private boolean isExpired(JsonNode answer) {
    boolean expired =
        answer.path("error").path("data").path("kind").asString("").equals("output_expired");
    assertThat(expired && keeping.losesNothing()).as("%s", answer).isFalse();
    return expired;
  }

  private void check(MendedExecution execution) throws IOException {
    execution.assertEnd();
    if (keeping.losesNothing()) {
      assertThat(execution.missingBytes()).as("missing of %s", execution.id()).isZero();
    }
    if (keeping == OutputKeeping.SPOOL) {
      execution.assertTranscript();
    }
  }
}
