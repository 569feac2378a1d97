package dev.ccexecutor.server.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccexecutor.server.testkit.Received;
import dev.ccexecutor.server.testkit.RemoteCommand;
import dev.ccexecutor.server.testkit.RunningTestServer;
import dev.ccexecutor.server.testkit.TestClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

@Timeout(60)
class MessageOrderTest {
  @RegisterExtension static final RunningTestServer SERVER = RunningTestServer.withSettings();

  private TestClient client;

  @BeforeEach
  void connect() throws Exception {
    client = SERVER.connect();
  }

  private int indexOf(Predicate<Received.Message> fits) {
    List<Received> all = client.inbox().all();
    for (int i = 0; i < all.size(); i++) {
      if (all.get(i) instanceof Received.Message message && fits.test(message)) {
        return i;
      }
    }
    throw new AssertionError("not received");
  }

  private int indexOf(String method, String executionId) {
    return indexOf(message -> message.isNotification(method) && message.isAbout(executionId));
  }

  @RepeatedTest(20)
  void shouldTellInOrderOfContractWhenCommandRuns() {
    int id = client.send("execute", Map.of("command", "echo out; echo err >&2"));
    RemoteCommand command = RemoteCommand.started(client, client.awaitAnswer(id).get("result"));
    command.awaitCompleted();

    assertThat(indexOf(message -> message.json().path("id").asInt(-1) == id))
        .isLessThan(indexOf("process.started", command.id()));
    assertThat(command.methods())
        .startsWith("process.started")
        .endsWith("process.completed")
        .containsOnlyOnce("process.started", "process.exited", "process.completed")
        .hasSize(5);
  }

  @Test
  void shouldTellNothingMoreWhenCommandHasCompleted() {
    RemoteCommand command = client.run("echo one; sleep 0.01 & echo two");
    client.assertAlive();

    assertThat(command.methods()).endsWith("process.completed");
  }

  @Test
  void shouldSendOutputsOfStreamByOffsetWhenThereAreMany() {
    RemoteCommand command =
        client.run("i=0; while [ $i -lt 300 ]; do echo $i; echo e$i >&2; i=$((i+1)); done");

    command.assertOutputMatchesEnd();
    assertThat(command.stdout().lines().toList()).hasSize(300).endsWith("299");
    assertThat(command.stderr().lines().toList()).hasSize(300).endsWith("e299");
  }

  @RepeatedTest(5)
  void shouldSendWholeArrayBeforeAnyMessageWhenBatchExecutes() {
    List<Map<String, Object>> batch =
        List.of(
            TestClient.requestMessage(
                101, "execute", Map.of("command", "echo a", "execution_id", "batch-a")),
            TestClient.requestMessage(
                102, "execute", Map.of("command", "echo b", "execution_id", "batch-b")),
            TestClient.requestMessage(
                103, "execution.status", Map.of("execution_id", "batch-a", "wait", 0.3)));
    try (RunningTestServer server = RunningTestServer.start();
        TestClient fresh = server.connect()) {
      client = fresh;
      fresh.sendJson(batch);
      int array = indexOfArray(fresh);

      for (String id : List.of("batch-a", "batch-b")) {
        fresh.awaitMessage(
            "completion",
            message -> message.isNotification("process.completed") && message.isAbout(id));
        assertThat(indexOf("process.started", id)).isGreaterThan(array);
      }
      Received.Message answers = (Received.Message) fresh.inbox().all().get(array);
      assertThat(answers.json()).hasSize(3);
      assertThat(answers.json().get(0).get("id").asInt()).isEqualTo(101);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private int indexOfArray(TestClient sender) {
    sender.awaitMessage("an array of answers", message -> message.json().isArray());
    return indexOf(message -> message.json().isArray());
  }

  @Test
  void shouldTellEndOfLeaderBeforeRestOfOutputWhenOthersHoldThePipe(@TempDir Path directory)
      throws Exception {
    Path cue = directory.resolve("cue");
    RemoteCommand command =
        client.execute(
            Map.of(
                "command",
                "(until [ -e '" + cue + "' ]; do sleep 0.01; done; echo late) & echo early",
                "drain_timeout",
                20));
    JsonNode exited = command.awaitExited();
    Files.createFile(cue);
    JsonNode completed = command.awaitCompleted();

    assertThat(exited.get("exit_code").asInt()).isZero();
    assertThat(command.stdout()).isEqualTo("early\nlate\n");
    assertThat(completed.get("drained").asBoolean()).isTrue();
    assertThat(command.methods()).endsWith("process.completed");
  }
}
