package dev.ccexecutor.server.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccexecutor.server.testkit.Deadline;
import dev.ccexecutor.server.testkit.GatheredOutput;
import dev.ccexecutor.server.testkit.NumberedLines;
import dev.ccexecutor.server.testkit.RemoteCommand;
import dev.ccexecutor.server.testkit.RemoteInput;
import dev.ccexecutor.server.testkit.RunningTestServer;
import dev.ccexecutor.server.testkit.StreamName;
import dev.ccexecutor.server.testkit.TestClient;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/** {@code execution.attach} beside the owner. */
@Timeout(60)
class ObserverTest {
  private static final NumberedLines LINES = new NumberedLines(200_000);

  @RegisterExtension static final RunningTestServer SERVER = RunningTestServer.withSettings();

  private TestClient owner;
  private TestClient observer;

  @BeforeEach
  void connect() throws Exception {
    owner = SERVER.connectWithSubprotocol();
    observer = SERVER.connect();
  }

  private static Map<String, Object> observing(RemoteCommand command, Map<String, ?> more) {
    Map<String, Object> params = new LinkedHashMap<>();
    params.put("execution_id", command.id());
    params.put("mode", "observe");
    params.putAll(more);
    return params;
  }

  /** It waits for a line of input, then writes all lines. */
  private RemoteCommand startWaiting() {
    return owner.execute(
        Map.of("command", "read go; " + LINES.command(), "stdin", "pipe", "output", "binary"));
  }

  private static void go(TestClient client, RemoteCommand command) {
    RemoteInput.of(client, command).write("\n");
  }

  @Test
  void shouldGiveAllToEachWhenManyObserveInFormsOfTheirOwn() throws Exception {
    RemoteCommand command = startWaiting();
    Map<String, GatheredOutput> outputs = new LinkedHashMap<>();
    for (String form : List.of("text", "base64", "binary")) {
      TestClient client = SERVER.connect();
      GatheredOutput output = new GatheredOutput();
      output.attach(
          client, command.id(), observing(command, Map.of("output", form, "when_full", "block")));
      outputs.put(form, output);
    }

    go(owner, command);

    command.assertOutputMatchesEnd();
    for (GatheredOutput output : outputs.values()) {
      output.takeInToEnd();
      output.assertMatchesEnd();
      assertThat(output.length(StreamName.STDOUT)).isEqualTo(LINES.bytes());
    }
  }

  @Test
  void shouldGetAllWhenItWasTheOwnerAndTheCommandHasEnded() throws Exception {
    RemoteCommand command = owner.execute(Map.of("command", "seq 5000", "window", 4096));
    Deadline.await("the end")
        .until(() -> command.status().get("state").asString().equals("completed"));

    GatheredOutput output = new GatheredOutput();
    output.attach(owner, command.id(), observing(command, Map.of()));
    output.takeInToEnd();

    output.assertMatchesEnd();
  }

  @Test
  void shouldGetGapAndHoldNobodyUpWhenObserverDoesNotRead() {
    RemoteCommand command = startWaiting();
    GatheredOutput output = new GatheredOutput();
    RemoteCommand observed =
        output.attach(observer, command.id(), observing(command, Map.of("output", "base64")));
    observer.connection().stopReading();

    go(owner, command);
    command.assertOutputMatchesEnd();
    observer.connection().readOn();
    output.takeInToEnd();

    output.assertAccountsForEnd();
    assertThat(observed.gaps())
        .isNotEmpty()
        .allMatch(gap -> gap.get("reason").asString().equals("dropped"));
    byte[] bytes = output.bytes(StreamName.STDOUT);
    assertThat(output.missingBytes(StreamName.STDOUT)).isLessThan(bytes.length);
  }

  @Test
  void shouldHoldTheChildUpWhenObserverThatAskedForItDoesNotRead() {
    RemoteCommand command = startWaiting();
    GatheredOutput output = new GatheredOutput();
    output.attach(
        observer,
        command.id(),
        observing(command, Map.of("output", "base64", "when_full", "block", "window", 65536)));

    go(owner, command);
    Deadline.await("the child to wait")
        .until(() -> command.status().get("stdout").get("to").asLong() >= 65536);
    output.takeInUntil(StreamName.STDOUT, 65536);
    assertThat(command.methods()).doesNotContain("process.completed");

    Deadline.await("the end")
        .until(
            () -> {
              output.takeIn();
              observer.inform(
                  "output.ack",
                  Map.of("execution_id", command.id(), "stdout", output.length(StreamName.STDOUT)));
              return output.hasEnd();
            });
    output.assertMatchesEnd();
    command.assertOutputMatchesEnd();
  }

  @Test
  void shouldGoOnWhenBlockingObserverLeaves() {
    RemoteCommand command = startWaiting();
    RemoteCommand observed =
        observer.attach(observing(command, Map.of("when_full", "block", "window", 4096)));
    go(owner, command);
    Deadline.await("the child to wait")
        .until(() -> command.status().get("stdout").get("to").asLong() >= 4096);

    observed.detach();

    command.assertOutputMatchesEnd();
  }

  @Test
  void shouldMoveItsOwnWindowOnlyWhenObserverAcknowledges() {
    RemoteCommand command =
        owner.execute(Map.of("argv", LINES.argv(), "window", 4096, "output", "binary"));
    Deadline.await("the owner's window to be full")
        .until(() -> command.output().bytes(StreamName.STDOUT).length == 4096);
    RemoteCommand observed =
        observer.attach(
            observing(command, Map.of("window", 4096, "output", "binary", "stdout", 0)));
    Deadline.await("the observer's window to be full")
        .until(() -> observed.output().bytes(StreamName.STDOUT).length == 4096);

    observed.acknowledge(4096, 0);
    observer.assertAlive();
    owner.assertAlive();

    assertThat(command.output().bytes(StreamName.STDOUT)).hasSize(4096);
    assertThat(command.status().get("stdout").get("from").asLong()).isZero();
    command.control("KILL");
    observed.detach();
  }

  @Test
  void shouldNotTouchOwnershipWhenObserverComesAndGoes() throws Exception {
    RemoteCommand command =
        owner.execute(
            Map.of("command", "cat", "stdin", "pipe", "on_disconnect", "cancel", "detach_ttl", 0));
    observer.attach(observing(command, Map.of())).detach();
    observer.attach(observing(command, Map.of()));
    observer.closeOrderly();
    TestClient third = SERVER.connect();
    Deadline.await("the observer to be gone")
        .until(() -> third.call("server.info", Map.of()).get("active_sessions").asInt() == 2);

    RemoteInput.of(owner, command).write("mine\n");
    command.awaitLine("mine");
    RemoteInput.of(owner, command).end();

    assertThat(command.awaitCompleted().get("reason").asString()).isEqualTo("exit");
    assertThat(command.methods()).doesNotContain("process.detached");
  }

  @Test
  void shouldHearWhatOwnerHearsWhenObserving() {
    RemoteCommand command =
        owner.execute(Map.of("command", "cat", "stdin", "pipe", "progress", 0.1));
    RemoteCommand observed = observer.attach(observing(command, Map.of()));

    command.control("PAUSE");
    command.control("RESUME");
    observed.await("process.progress");
    command.control("CANCEL");

    JsonNode completed = command.awaitCompleted();
    assertThat(observed.awaitCompleted()).isEqualTo(completed);
    assertThat(observed.methods())
        .contains("process.paused", "process.resumed", "process.canceled", "process.exited");
  }

  @Test
  void shouldStayObservedWhenOwnerIsAnotherOne() throws Exception {
    RemoteCommand command = owner.execute(Map.of("command", "cat", "stdin", "pipe"));
    RemoteCommand observed = observer.attach(observing(command, Map.of()));

    TestClient taker = SERVER.connect();
    RemoteCommand taken = taker.attach(command.id());
    RemoteInput.of(taker, taken).write("x\n");
    RemoteInput.of(taker, taken).end();

    observed.awaitCompleted();
    assertThat(observed.stdout()).isEqualTo("x\n");
    assertThat(observed.methods()).doesNotContain("process.detached");
  }
}
