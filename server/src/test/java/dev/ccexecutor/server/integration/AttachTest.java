package dev.ccexecutor.server.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccexecutor.server.testkit.Deadline;
import dev.ccexecutor.server.testkit.GatheredOutput;
import dev.ccexecutor.server.testkit.NumberedLines;
import dev.ccexecutor.server.testkit.Received;
import dev.ccexecutor.server.testkit.RemoteCommand;
import dev.ccexecutor.server.testkit.RemoteInput;
import dev.ccexecutor.server.testkit.RunningTestServer;
import dev.ccexecutor.server.testkit.StreamName;
import dev.ccexecutor.server.testkit.TestClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** {@code execution.attach} as the owner. */
@Timeout(60)
class AttachTest {
  private static final NumberedLines LINES = new NumberedLines(30_000);

  @RegisterExtension static final RunningTestServer SERVER = RunningTestServer.withSettings();

  private TestClient client;
  private TestClient other;

  @BeforeEach
  void connect() throws Exception {
    client = SERVER.connectWithSubprotocol();
    other = SERVER.connectWithSubprotocol();
  }

  @ParameterizedTest
  @ValueSource(strings = {"text", "base64", "binary"})
  void shouldGiveEveryByteOnceWhenItGoesToAndFro(String form) {
    GatheredOutput output = new GatheredOutput();
    RemoteCommand command =
        client.execute(Map.of("command", LINES.commandInBursts(1_000, 0.01), "output", form));
    output.beginWith(command);
    TestClient owner = other;

    for (int kilobytes = 20; kilobytes < 400; kilobytes += 20) {
      output.takeInUntil(StreamName.STDOUT, kilobytes * 1024L);
      output.attach(owner, command.id(), Map.of("output", form));
      owner = owner == other ? client : other;
    }
    output.takeInToEnd();

    output.assertMatchesEnd();
    assertThat(output.length(StreamName.STDOUT)).isEqualTo(LINES.bytes());
  }

  @Test
  void shouldTellFormerOwnerAndNothingMoreWhenTaken() {
    RemoteCommand cat = client.execute(Map.of("command", "cat", "stdin", "pipe"));
    RemoteInput.of(client, cat).write("one\n");
    cat.awaitLine("one");

    RemoteCommand taken = other.attach(Map.of("execution_id", cat.id(), "stdout", 0));
    RemoteInput.of(other, taken).write("two\n");
    taken.awaitLine("two");
    taken.control("PAUSE");
    taken.control("RESUME");
    RemoteInput.of(other, taken).end();
    taken.awaitCompleted();
    client.assertAlive();

    assertThat(taken.stdout()).isEqualTo("one\ntwo\n");
    assertThat(cat.awaitDetached())
        .isEqualTo(TestClient.json("{'execution_id':'" + cat.id() + "','reason':'taken'}"));
    assertThat(cat.methods())
        .containsExactly("process.started", "process.output", "process.detached");
  }

  @RepeatedTest(30)
  void shouldTellOneEndOnlyWhenTakenAtTheVeryEnd() {
    RemoteCommand command = client.execute("sleep 0.002; echo x");

    RemoteCommand taken = other.attach(Map.of("execution_id", command.id(), "stdout", 0));
    taken.awaitCompleted();
    client.assertAlive();

    assertThat(taken.stdout()).isEqualTo("x\n");
    List<String> methods = command.methods();
    assertThat(methods.getLast()).isIn("process.completed", "process.detached");
    assertThat(methods.stream().filter(List.of("process.completed", "process.detached")::contains))
        .hasSize(1);
  }

  @RepeatedTest(3)
  void shouldSendNothingOfTheFirstWhenAttachedAgain() {
    GatheredOutput output = new GatheredOutput();
    RemoteCommand command = client.execute(Map.of("argv", LINES.argv()));
    output.beginWith(command);

    for (int i = 1; i < 8; i++) {
      output.takeInUntil(StreamName.STDOUT, i * 20_000L);
      long at = i * 10_000L;
      RemoteCommand attached =
          client.attach(Map.of("execution_id", command.id(), "stdout", at, "stderr", 0));
      output.continueWith(attached, at, 0);
    }
    output.takeInToEnd();

    output.assertMatchesEnd();
    assertThat(command.methods()).doesNotContain("process.detached");
  }

  @Test
  void shouldStayTheOwnerWhenItAttachesAgainAndAgainInOneBatch() {
    RemoteCommand cat = client.execute(Map.of("command", "cat", "stdin", "pipe"));
    for (int round = 0; round < 100; round++) {
      List<Object> batch = new ArrayList<>();
      for (int i = 0; i < 64; i++) {
        Map<String, Object> params = Map.of("execution_id", cat.id(), "stdout", 2 * round);
        batch.add(TestClient.requestMessage(client.nextId(), "execution.attach", params));
      }
      int before = client.inbox().size();
      client.sendJson(batch);

      RemoteInput.of(client, cat).write("x\n");

      long offset = 2L * round;
      client
          .inbox()
          .await(
              before,
              "the output at " + offset,
              Received.Message.class,
              one ->
                  one.isNotification("process.output")
                      && one.params().get("offset").asLong() == offset);
    }
    RemoteInput.of(client, cat).end();
    client.awaitNotification("process.completed");
  }

  @RepeatedTest(20)
  void shouldKeepOrderWhenRequestsArePipelined() {
    String id = "pipelined-" + System.nanoTime();
    int execute =
        client.send(
            "execute", Map.of("argv", LINES.argv(), "execution_id", id, "output", "binary"));
    int first = client.send("execution.attach", Map.of("execution_id", id, "stdout", 0));
    int second =
        client.send(
            "execution.attach", Map.of("execution_id", id, "stdout", 0, "output", "base64"));
    JsonNode result = client.awaitAnswer(second).get("result");
    assertThat(indexOfAnswer(execute)).isLessThan(indexOfAnswer(first));
    assertThat(indexOfAnswer(first)).isLessThan(indexOfAnswer(second));

    client.awaitMessage(
        "the end", one -> one.isNotification("process.completed") && one.isAbout(id));
    List<Received> behind = client.inbox().since(indexOfAnswer(second) + 1);
    assertThat(behind)
        .noneMatch(Received.Data.class::isInstance)
        .noneMatch(one -> one instanceof Received.Message m && m.params().has("data"));
    assertThat(result.get("channel").asInt()).isEqualTo(3);
    assertThat(
            behind.stream()
                .map(one -> ((Received.Message) one).params())
                .filter(params -> params.has("data_base64"))
                .mapToLong(params -> params.get("bytes").asLong())
                .sum())
        .isEqualTo(LINES.bytes());
  }

  private int indexOfAnswer(int id) {
    List<Received> all = client.inbox().all();
    for (int i = 0; i < all.size(); i++) {
      if (all.get(i) instanceof Received.Message message
          && message.json().path("id").asInt(-1) == id) {
        return i;
      }
    }
    throw new AssertionError(
        "no answer to " + id + " in " + all.subList(0, Math.min(8, all.size())));
  }

  @RepeatedTest(5)
  void shouldBeDetachedWhenDetachFollowsAttachAtOnce() {
    RemoteCommand command = client.execute(Map.of("command", "exec sleep 1000", "detach_ttl", 0));

    int attach = other.send("execution.attach", Map.of("execution_id", command.id()));
    int detach = other.send("execution.detach", Map.of("execution_id", command.id()));
    other.awaitAnswer(attach);
    other.awaitAnswer(detach);

    JsonNode status =
        other.call("execution.status", Map.of("execution_id", command.id(), "wait", 20));
    assertThat(status.get("exit").get("reason").asString()).isEqualTo("disconnected");
    other.assertAlive();
    assertThat(other.inbox().all())
        .noneMatch(
            one -> one instanceof Received.Message m && m.isNotification("process.completed"));
  }

  @Test
  void shouldSendArrayBeforeAnyMessageWhenAttachedInBatch() {
    RemoteCommand command = client.run("echo batch");
    int before = other.inbox().size();

    other.sendJson(
        List.of(
            TestClient.requestMessage(
                901, "execution.attach", Map.of("execution_id", command.id(), "stdout", 0)),
            TestClient.requestMessage(902, "ping", Map.of())));
    other.awaitMessage("the end", one -> one.isNotification("process.completed"));

    List<Received> received = other.inbox().since(before);
    assertThat(((Received.Message) received.getFirst()).json().isArray()).isTrue();
    assertThat(received).hasSize(4);
  }

  @Test
  void shouldGiveUpOwnershipWhenOwnerAttachesAsObserver() {
    RemoteCommand command = client.execute(Map.of("command", "exec sleep 1000", "detach_ttl", 0));

    RemoteCommand observed = client.attach(Map.of("execution_id", command.id(), "mode", "observe"));

    assertThat(observed.awaitCompleted().get("reason").asString()).isEqualTo("disconnected");
  }

  @Test
  void shouldChangeNothingWhenOffsetHasExpiredOrIsPastTheEnd() {
    RemoteCommand command =
        client.execute(Map.of("command", "seq 100000; exec cat", "stdin", "pipe", "replay", 0));
    Deadline.await("all to be read, and much of it sent and forgotten")
        .until(
            () -> {
              JsonNode stdout = command.status().get("stdout");
              return stdout.get("to").asLong() == 588895 && stdout.get("from").asLong() > 0;
            });

    JsonNode expired =
        other.callFailing("execution.attach", Map.of("execution_id", command.id(), "stdout", 0));
    JsonNode past =
        other.callFailing(
            "execution.attach", Map.of("execution_id", command.id(), "stdout", 588896));

    assertThat(expired.get("code").asInt()).isEqualTo(-32008);
    JsonNode data = expired.get("data");
    assertThat(data.get("kind").asString()).isEqualTo("output_expired");
    assertThat(data.get("execution_id").asString()).isEqualTo(command.id());
    assertThat(data.get("type").asString()).isEqualTo("stdout");
    assertThat(data.get("available_from").asLong()).isBetween(1L, 588895L);
    assertThat(past.get("code").asInt()).isEqualTo(-32602);
    assertThat(past.get("data").get("field").asString()).isEqualTo("stdout");
    RemoteInput.of(client, command).write("mine\n");
    command.awaitLine("mine");
    RemoteInput.of(client, command).end();
    command.assertOutputMatchesEnd();
    assertThat(command.methods()).doesNotContain("process.detached");
  }

  @Test
  void shouldRefuseWhenNobodyKnowsTheExecution() {
    JsonNode error = other.callFailing("execution.attach", Map.of("execution_id", "nobody"));

    assertThat(error.get("code").asInt()).isEqualTo(-32002);
  }

  @Test
  void shouldRefuseWhenSpawnFailsUnderneath() {
    String id = "never-" + System.nanoTime();
    client.send("execute", Map.of("argv", List.of("/no/such/program"), "execution_id", id));
    int attach = client.send("execution.attach", Map.of("execution_id", id));

    assertThat(client.awaitAnswer(attach).get("error").get("code").asInt()).isEqualTo(-32002);
    client.assertAlive();
  }

  @Test
  void shouldMeanTheNewestWhenControlNamesNoneAfterAttaching() {
    RemoteCommand older = client.execute("exec sleep 1000");
    RemoteCommand newer = other.execute("exec sleep 1000");
    RemoteCommand taken = other.attach(older.id());

    JsonNode result = other.call("control", Map.of("type", "KILL"));

    assertThat(result.get("execution_id").asString()).isEqualTo(newer.id());
    newer.awaitCompleted();
    taken.control("KILL");
    taken.awaitCompleted();
  }
}
