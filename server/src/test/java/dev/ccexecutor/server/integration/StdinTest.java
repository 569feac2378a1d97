package dev.ccexecutor.server.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccexecutor.server.testkit.Received;
import dev.ccexecutor.server.testkit.RemoteCommand;
import dev.ccexecutor.server.testkit.RemoteInput;
import dev.ccexecutor.server.testkit.RunningTestServer;
import dev.ccexecutor.server.testkit.TestClient;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** {@code stdin.write} and {@code stdin.close} with a child that reads. */
@Timeout(60)
class StdinTest {
  private static final int CAPACITY_BYTES = 1024 * 1024;

  @RegisterExtension static final RunningTestServer SERVER = RunningTestServer.withSettings();

  private TestClient client;

  @BeforeEach
  void connect() throws Exception {
    client = SERVER.connect();
  }

  private RemoteCommand execute(String command) {
    return client.execute(Map.of("command", command, "stdin", "pipe"));
  }

  private RemoteInput inputOf(RemoteCommand command) {
    return RemoteInput.of(client, command);
  }

  private static void assertStdinClosed(JsonNode error) {
    assertThat(error.get("code").asInt()).isEqualTo(-32011);
    assertThat(error.get("data").get("kind").asString()).isEqualTo("wrong_state");
    assertThat(error.get("data").get("state").asString()).isEqualTo("stdin_closed");
  }

  @Test
  void shouldOfferStdin() {
    JsonNode connected = client.awaitNotification("connected");

    assertThat(connected.get("capabilities")).extracting(JsonNode::asString).contains("stdin");
    assertThat(connected.get("limits").get("max_stdin_bytes").asInt()).isEqualTo(CAPACITY_BYTES);
  }

  @Test
  void shouldReachTheChildWhenWrittenAsText() {
    RemoteCommand command = execute("cat");
    RemoteInput input = inputOf(command);

    JsonNode answer = input.write("grüß\u0000 gott\n");
    command.awaitLine("grüß\u0000 gott");
    JsonNode second = input.write("zwei\n");

    assertThat(answer.get("accepted").asInt()).isEqualTo(13);
    assertThat(answer.get("offset").asInt()).isEqualTo(13);
    assertThat(answer.get("window").asInt()).isBetween(CAPACITY_BYTES - 13, CAPACITY_BYTES);
    assertThat(second.get("offset").asInt()).isEqualTo(18);
    assertThat(input.end().get("offset").asInt()).isEqualTo(18);
    assertThat(command.awaitCompleted().get("exit_code").asInt()).isZero();
    assertThat(command.stdout()).isEqualTo("grüß\u0000 gott\nzwei\n");
  }

  @Test
  void shouldReachTheChildWholeWhenACharacterIsSplitBetweenWrites() {
    RemoteCommand command = execute("cat");
    byte[] euro = "€".getBytes(StandardCharsets.UTF_8);

    inputOf(command).write(RemoteInput.bytesAt(0, new byte[] {euro[0]}));
    inputOf(command).write(RemoteInput.bytesAt(1, new byte[] {euro[1], euro[2]}));
    inputOf(command).end();

    command.awaitCompleted();
    assertThat(command.stdout()).isEqualTo("€");
  }

  @Test
  void shouldEndTheInputWhenEofComesWithTheLastBytes() {
    RemoteCommand command = execute("wc -c");

    inputOf(command).write(Map.of("data", "12345", "eof", true));

    command.awaitCompleted();
    assertThat(command.stdout().strip()).isEqualTo("5");
  }

  @Test
  void shouldEndTheInputWhenEofComesAlone() {
    RemoteCommand command = execute("wc -c");

    JsonNode answer = inputOf(command).write(Map.of("eof", true));

    assertThat(answer.get("accepted").asInt()).isZero();
    assertThat(answer.get("window").asInt()).isZero();
    command.awaitCompleted();
    assertThat(command.stdout().strip()).isEqualTo("0");
  }

  @Test
  void shouldWriteOnceWhenAWriteIsRepeated() {
    RemoteCommand command = execute("cat");
    RemoteInput input = inputOf(command);

    input.write(Map.of("data", "abc", "offset", 0));
    JsonNode repeated = input.write(Map.of("data", "abc", "offset", 0));
    JsonNode overlapping = input.write(Map.of("data", "bcdef", "offset", 1, "eof", true));
    JsonNode afterTheEnd = input.request(Map.of("data", "def", "offset", 3, "eof", true));

    assertThat(repeated.get("accepted").asInt()).isEqualTo(3);
    assertThat(repeated.get("offset").asInt()).isEqualTo(3);
    assertThat(overlapping.get("accepted").asInt()).isEqualTo(5);
    assertThat(overlapping.get("offset").asInt()).isEqualTo(6);
    command.awaitCompleted();
    assertThat(command.stdout()).isEqualTo("abcdef");
    // The child may have ended meanwhile, and the execution with it.
    assertThat(afterTheEnd.has("result") || afterTheEnd.get("error").get("code").asInt() == -32002)
        .as(afterTheEnd.toString())
        .isTrue();
  }

  @Test
  void shouldKnowWhatItHasTakenWhenTheInputHasEndedAndTheChildLives() {
    RemoteCommand command = execute("cat; exec sleep 1000");
    RemoteInput input = inputOf(command);
    input.write(Map.of("data", "abc", "eof", true));
    input.awaitClosed();

    JsonNode repeated = input.write(Map.of("data", "abc", "offset", 0, "eof", true));

    assertThat(repeated.get("accepted").asInt()).isEqualTo(3);
    assertThat(repeated.get("window").asInt()).isZero();
    assertThat(input.end().get("offset").asInt()).isEqualTo(3);
    assertStdinClosed(input.writeFailing(Map.of("data", "d")));
    assertStdinClosed(input.writeFailing(Map.of("data", "cd", "offset", 2)));
    assertThat(input.told()).hasSize(1);
    command.awaitLine("abc");
    command.control("KILL");
    command.awaitCompleted();
    assertThat(command.stdout()).isEqualTo("abc");
  }

  @Test
  void shouldRefuseAWriteWhenItWouldLeaveAHole() {
    RemoteCommand command = execute("cat");
    RemoteInput input = inputOf(command);
    input.write("abc");

    JsonNode error = input.writeFailing(Map.of("data", "x", "offset", 4));

    assertThat(error.get("code").asInt()).isEqualTo(-32602);
    assertThat(error.get("data").get("field").asString()).isEqualTo("offset");
    input.end();
    command.awaitCompleted();
    assertThat(command.stdout()).isEqualTo("abc");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'data':'x'} | execution_id",
        "{'execution_id':'x'} | data",
        "{'execution_id':'x','eof':false} | data",
        "{'execution_id':'x','data':7} | data",
        "{'execution_id':'x','data':'\\ud800'} | data",
        "{'execution_id':'x','data':'x','data_base64':'eA=='} | data_base64",
        "{'execution_id':'x','data_base64':'a-b'} | data_base64",
        "{'execution_id':'x','data':'x','offset':-1} | offset",
        "{'execution_id':'x','data':'x','offset':1.5} | offset",
        "{'execution_id':'x','data':'x','eof':1} | eof",
      })
  void shouldNameFieldWhenAParameterIsWrong(String params, String field) {
    JsonNode error = client.callFailing("stdin.write", TestClient.json(params));

    assertThat(error.get("code").asInt()).isEqualTo(-32602);
    assertThat(error.get("data").get("field").asString()).isEqualTo(field);
  }

  @Test
  void shouldSayThatNobodyReadsWhenTheCommandHasNoStdin() {
    RemoteCommand command = client.execute("exec sleep 1000");

    assertStdinClosed(inputOf(command).writeFailing(Map.of("data", "x")));
    assertThat(inputOf(command).end().get("offset").asInt()).isZero();
    command.control("KILL");
    command.awaitCompleted();
    assertThat(inputOf(command).told()).isEmpty();
  }

  @Test
  void shouldSayWhatThereIsNotWhenTheExecutionHasEndedOrNeverWas() {
    RemoteCommand command = client.run(Map.of("command", "true", "stdin", "pipe"));

    for (Map<String, String> params :
        List.of(
            Map.of("execution_id", command.id(), "data", "x"),
            Map.of("execution_id", "nobody", "data", "x"))) {
      for (String method : List.of("stdin.write", "stdin.close")) {
        JsonNode error = client.callFailing(method, params);
        assertThat(error.get("code").asInt()).isEqualTo(-32002);
        assertThat(error.get("data").get("kind").asString()).isEqualTo("execution_not_found");
      }
    }
  }

  @Test
  void shouldReachTheChildWhenAnotherConnectionWrites() throws Exception {
    RemoteCommand command = execute("cat");
    RemoteInput mine = inputOf(command);
    RemoteInput others = RemoteInput.of(SERVER.connect(), command);

    mine.write("a");
    assertThat(others.write("b").get("offset").asInt()).isEqualTo(2);
    assertThat(mine.write("c").get("offset").asInt()).isEqualTo(3);
    others.end();

    command.awaitCompleted();
    assertThat(command.stdout()).isEqualTo("abc");
  }

  @Test
  void shouldReachTheChildInOrderWhenNothingIsWaitedFor() {
    StringBuilder lines = new StringBuilder();
    int execute =
        client.send("execute", Map.of("command", "cat", "stdin", "pipe", "execution_id", "early"));
    for (int i = 0; i < 1000; i++) {
      client.send("stdin.write", Map.of("execution_id", "early", "data", i + "\n"));
      lines.append(i).append('\n');
    }
    int close = client.send("stdin.close", Map.of("execution_id", "early"));

    RemoteCommand command =
        RemoteCommand.started(client, client.awaitAnswer(execute).get("result"));
    assertThat(client.awaitAnswer(close).get("result").get("offset").asInt())
        .isEqualTo(lines.length());
    command.awaitCompleted();
    assertThat(command.stdout()).isEqualTo(lines.toString());
    List<String> methods = command.methods();
    assertThat(methods.getFirst()).isEqualTo("process.started");
    assertThat(methods.getLast()).isEqualTo("process.completed");
  }

  @Test
  void shouldWorkInABatchWhenItStartsTheCommand() {
    client.sendJson(
        List.of(
            TestClient.requestMessage(
                client.nextId(),
                "execute",
                Map.of("command", "cat", "stdin", "pipe", "execution_id", "batched")),
            TestClient.notificationMessage(
                "stdin.write", Map.of("execution_id", "batched", "data", "a")),
            TestClient.requestMessage(
                client.nextId(),
                "stdin.write",
                Map.of("execution_id", "batched", "data", "b", "eof", true))));

    Received.Message answers =
        client.awaitMessage("the array of answers", message -> message.json().isArray());
    assertThat(answers.json().get(1).get("result").get("offset").asInt()).isEqualTo(2);
    RemoteCommand command = RemoteCommand.started(client, answers.json().get(0).get("result"));
    command.awaitCompleted();
    assertThat(command.stdout()).isEqualTo("ab");
  }

  @Test
  void shouldBeAnErrorToTheWriterOnlyWhenTheChildHasClosedItsInput() {
    RemoteCommand command = execute("exec <&-; echo closed; exec sleep 1000");
    RemoteInput input = inputOf(command);

    assertThat(input.awaitClosed().get("window").asInt()).isZero();
    command.awaitLine("closed");
    assertStdinClosed(input.writeFailing(Map.of("data", "x")));
    assertThat(input.end().get("offset").asInt()).isZero();
    assertThat(command.status().get("state").asString()).isEqualTo("running");
    command.control("KILL");
    assertThat(command.awaitCompleted().get("reason").asString()).isEqualTo("killed");
    assertThat(input.told()).hasSize(1);
  }

  @Test
  void shouldTellWhatTheChildDidNotReadWhenItIsGone() {
    RemoteCommand command = execute("exec sleep 1000");
    RemoteInput input = inputOf(command);
    input.write("x".repeat(CAPACITY_BYTES / 2));

    command.control("KILL");

    JsonNode closed = input.awaitClosed();
    command.awaitCompleted();
    assertThat(closed.get("offset").asInt()).isEqualTo(CAPACITY_BYTES / 2);
    // A pipe took the rest.
    assertThat(closed.get("unwritten").asInt()).isEqualTo(CAPACITY_BYTES / 2 - 64 * 1024);
    assertThat(command.methods().getLast()).isEqualTo("process.completed");
    assertThat(input.told()).hasSize(1);
  }

  @Test
  void shouldReachWhoeverStillReadsWhenTheLeaderHasExited() {
    RemoteCommand command =
        client.execute(
            Map.of("command", "exec 3<&0; cat <&3 & exit 0", "stdin", "pipe", "drain_timeout", 30));
    RemoteInput input = inputOf(command);
    command.awaitExited();

    input.write("late\n");
    command.awaitLine("late");
    input.end();

    assertThat(command.awaitCompleted().get("drained").asBoolean()).isTrue();
  }

  @Test
  void shouldWaitForAPausedChildWhenItIsResumed() {
    RemoteCommand command = execute("cat");
    RemoteInput input = inputOf(command);
    command.control("PAUSE");

    input.write("x".repeat(CAPACITY_BYTES / 2));
    input.end();
    assertThat(command.status().get("state").asString()).isEqualTo("paused");
    command.control("RESUME");

    assertThat(command.awaitCompleted().get("stdout").get("bytes").asInt())
        .isEqualTo(CAPACITY_BYTES / 2);
  }
}
