package dev.ccexecutor.server.mcp.tool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccexecutor.protocol.client.ClientOptions;
import dev.ccexecutor.server.testkit.Deadline;
import dev.ccexecutor.server.testkit.ObservedProcess;
import dev.ccexecutor.server.testkit.RunningTestServer;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/** Commands that go on without anybody, and what a model can do with them, on a real server. */
@Timeout(60)
class BackgroundToolsTest {
  @RegisterExtension static final RunningTestServer server = RunningTestServer.withSettings();

  private final RecordedCall call = RecordedCall.on(server.port());

  @AfterEach
  void shouldLeaveNoConnection() {
    assertThat(call.awaitClosed()).isPositive();
  }

  private String start(Map<String, ?> arguments) throws InterruptedException {
    return started(arguments).get("execution_id").asString();
  }

  private JsonNode started(Map<String, ?> arguments) throws InterruptedException {
    JsonNode document = CalledTool.document("execute_background", arguments, call);
    assertThat(document.get("notes")).isEmpty();
    return document;
  }

  private JsonNode status(String id, double waitSeconds) throws InterruptedException {
    return CalledTool.document(
            "execution_status", Map.of("execution_id", id, "wait_seconds", waitSeconds), call)
        .at("/executions/0");
  }

  private JsonNode output(String id, String... namesAndValues) throws InterruptedException {
    return CalledTool.document("execution_output", withId(id, namesAndValues), call);
  }

  private static Map<String, Object> withId(String id, String... namesAndValues) {
    Map<String, Object> arguments = new HashMap<>(Map.of("execution_id", id));
    for (int i = 0; i < namesAndValues.length; i += 2) {
      boolean isNumber = namesAndValues[i + 1].matches("-?\\d+");
      arguments.put(
          namesAndValues[i],
          isNumber ? (Object) Long.valueOf(namesAndValues[i + 1]) : namesAndValues[i + 1]);
    }
    return arguments;
  }

  private JsonNode control(String id, String action) throws InterruptedException {
    return CalledTool.document("execution_control", withId(id, "action", action), call);
  }

  @Test
  void shouldGoOnWithoutAConnectionWhenItWasStartedInTheBackground() throws Exception {
    JsonNode started = started(Map.of("command", "echo begun; sleep 1000"));
    call.awaitClosed();

    ObservedProcess leader = new ObservedProcess(started.get("pid").asInt());
    String id = started.get("execution_id").asString();
    JsonNode read = output(id, "wait_seconds", "20");
    assertThat(read.get("text").asString()).isEqualTo("begun\n");
    assertThat(read.get("end_of_stream").asBoolean()).isFalse();
    assertThat(leader.lives()).isTrue();
    JsonNode status = status(id, 0.1);
    assertThat(status.get("state").asString()).isEqualTo("running");
    assertThat(status.get("command").asString()).isEqualTo("echo begun; sleep 1000");
    assertThat(status.get("exit").isNull()).isTrue();

    JsonNode canceled = control(id, "cancel");
    assertThat(canceled.get("result").asString()).isEqualTo("canceled");
    assertThat(canceled.at("/execution/exit/reason").asString()).isEqualTo("canceled");
    assertThat(leader.lives()).isFalse();
    assertThat(CalledTool.refusal("execution_control", withId(id, "action", "kill"), call))
        .contains("ended");
  }

  @Test
  void shouldWaitForTheEndWhenItIsAskedTo() throws Exception {
    String id = start(Map.of("command", "sleep 0.3; exit 7"));

    JsonNode status = status(id, 30);

    assertThat(status.at("/exit/exit_code").asInt()).isEqualTo(7);
    assertThat(status.at("/exit/transcript_complete").asBoolean()).isTrue();
  }

  @Test
  void shouldNotWaitForAReaderWhenThereIsAFlood() throws Exception {
    String id = start(Map.of("command", "yes | head -c 20000000", "transcript", false));

    JsonNode status = status(id, 30);

    assertThat(status.at("/exit/stdout/bytes").asLong()).isEqualTo(20_000_000);
    assertThat(status.at("/stdout/from").asLong()).isPositive();
    String gone = CalledTool.refusal("execution_output", withId(id, "offset", "0"), call);
    assertThat(gone).contains("no longer kept");
    String kept = gone.replaceAll("(?s).*before offset (\\d+) .*", "$1");
    assertThat(output(id, "offset", kept, "max_bytes", "4").get("text").asString()).hasSize(4);
    assertThat(output(id, "offset", "-4").get("text").asString()).isEqualTo("y\ny\n");
  }

  @Test
  void shouldReadAllOfItPieceByPieceWhenThereIsATranscript() throws Exception {
    String id = start(Map.of("command", "seq 1 20000; echo aside >&2"));
    status(id, 30);

    StringBuilder all = new StringBuilder();
    JsonNode read = output(id, "max_bytes", "30000");
    all.append(read.get("text").asString());
    while (!read.get("end_of_stream").asBoolean()) {
      read = output(id, "offset", read.get("next_offset").asString(), "max_bytes", "30000");
      all.append(read.get("text").asString());
    }

    StringBuilder expected = new StringBuilder();
    for (int i = 1; i <= 20_000; i++) {
      expected.append(i).append('\n');
    }
    assertThat(all).hasToString(expected.toString());
    assertThat(output(id, "stream", "stderr").get("text").asString()).isEqualTo("aside\n");
    assertThat(CalledTool.refusal("execution_output", withId(id, "offset", "99999999"), call))
        .contains("ends at " + all.length());
  }

  @Test
  void shouldEndAtAWholeCharacterWhenMoreFollows() throws Exception {
    String id = start(Map.of("command", "printf 'ab€d'"));
    status(id, 30);

    JsonNode first = output(id, "max_bytes", "4");
    assertThat(first.get("text").asString()).isEqualTo("ab");
    assertThat(first.get("next_offset").asInt()).isEqualTo(2);
    JsonNode second = output(id, "offset", "2", "max_bytes", "4");
    assertThat(second.get("text").asString()).isEqualTo("€d");
    assertThat(second.get("end_of_stream").asBoolean()).isTrue();
  }

  @Test
  void shouldWaitForTheRestOfACharacterWhenOnlyItsFirstByteIsWritten() throws Exception {
    String id = start(Map.of("argv", List.of("cat"), "keep_stdin_open", true));
    input(id, 'a', 0xC3);
    JsonNode first = output(id, "wait_seconds", "20");
    assertThat(first.get("text").asString()).isEqualTo("a");
    Deadline.await("the first half").until(() -> output(id).at("/available/to").asInt() == 2);

    JsonNode nothing = output(id, "offset", "1");
    assertThat(nothing.get("text").asString()).isEmpty();
    assertThat(nothing.get("next_offset").asInt()).isEqualTo(1);
    assertThat(nothing.get("is_utf8").asBoolean()).isTrue();
    assertThat(output(id, "offset", "1", "encoding", "base64").get("base64").asString())
        .isEqualTo("ww==");
    CompletableFuture<Void> rest =
        CompletableFuture.runAsync(
            () -> input(id, 0xA9, 'b'),
            CompletableFuture.delayedExecutor(300, TimeUnit.MILLISECONDS));
    assertThat(output(id, "offset", "1", "wait_seconds", "20").get("text").asString())
        .startsWith("é");
    rest.join();

    input(id, 0xC3);
    CalledTool.document("execution_input", Map.of("execution_id", id, "close", true), call);
    JsonNode last = output(id, "offset", "4", "wait_seconds", "20");
    assertThat(last.get("text").asString()).isEqualTo("\uFFFD");
    assertThat(last.get("end_of_stream").asBoolean()).isTrue();
  }

  private void input(String id, int... bytes) {
    byte[] all = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      all[i] = (byte) bytes[i];
    }
    try {
      CalledTool.document(
          "execution_input", withId(id, "base64", Base64.getEncoder().encodeToString(all)), call);
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
  }

  @Test
  void shouldGiveBytesAsTheyAreWhenTheyAreNoText() throws Exception {
    String id = start(Map.of("command", "printf '\\377\\000\\001'"));
    status(id, 30);

    assertThat(output(id).get("is_utf8").asBoolean()).isFalse();
    assertThat(
            Base64.getDecoder().decode(output(id, "encoding", "base64").get("base64").asString()))
        .containsExactly(0xFF, 0, 1);
  }

  @Test
  void shouldTakeInputPieceByPieceWhenItIsKeptOpen() throws Exception {
    String id =
        start(Map.of("command", "sed -u 's/^/got /'", "stdin", "one\n", "keep_stdin_open", true));
    assertThat(output(id, "wait_seconds", "20").get("text").asString()).isEqualTo("got one\n");

    CalledTool.document("execution_input", withId(id, "text", "twö\n"), call);
    assertThat(output(id, "offset", "8", "wait_seconds", "20").get("text").asString())
        .isEqualTo("got twö\n");
    JsonNode last =
        CalledTool.document(
            "execution_input",
            Map.of("execution_id", id, "base64", "dGhyZWU=", "close", true),
            call);

    assertThat(last.get("bytes").asInt()).isEqualTo(5);
    assertThat(status(id, 30).at("/exit/exit_code").asInt()).isZero();
    assertThat(output(id, "offset", "-9").get("text").asString()).isEqualTo("got three");
    assertThat(CalledTool.refusal("execution_input", withId(id, "text", "more"), call))
        .contains("reads no input");
  }

  @Test
  void shouldStopAndGoOnWhenItIsPausedAndResumed() throws Exception {
    JsonNode started = started(Map.of("command", "while :; do sleep 0.1; done"));
    String id = started.get("execution_id").asString();
    ObservedProcess leader = new ObservedProcess(started.get("pid").asInt());

    assertThat(control(id, "pause").at("/execution/state").asString()).isEqualTo("paused");
    leader.awaitStopped();
    assertThat(CalledTool.refusal("execution_control", withId(id, "action", "pause"), call))
        .contains("Its state is paused");

    assertThat(control(id, "resume").get("result").asString()).isEqualTo("resumed");
    Deadline.await("it to move").until(leader::moves);
    assertThat(control(id, "kill").at("/execution/exit/reason").asString()).isEqualTo("killed");
  }

  @Test
  void shouldGoOnWhenItDoesNotReadItsInput() throws Exception {
    JsonNode started =
        CalledTool.document(
            "execute_background",
            Map.of("command", "exec <&-; sleep 0.3; exit 4", "stdin", "x".repeat(200_000)),
            call);

    String id = started.get("execution_id").asString();
    assertThat(status(id, 30).at("/exit/exit_code").asInt()).isEqualTo(4);
  }

  @Test
  void shouldListTheNewestFirstWhenNoneIsNamed() throws Exception {
    for (int i = 0; i < 3; i++) {
      start(Map.of("argv", List.of("true"), "labels", Map.of("number", Integer.toString(i))));
    }

    JsonNode executions = CalledTool.document("execution_status", Map.of(), call).get("executions");

    assertThat(executions.at("/0/labels/number").asString()).isEqualTo("2");
    assertThat(executions.at("/2/labels/number").asString()).isEqualTo("0");
    assertThat(CalledTool.refusal("execution_status", Map.of("cursor", "?"), call))
        .contains("cursor");
  }

  @Test
  void shouldEndByItselfWhenNobodyComesBack() throws Exception {
    String id = start(Map.of("command", "sleep 1000", "detach_ttl", 1));

    assertThat(status(id, 30).at("/exit/reason").asString()).isEqualTo("disconnected");
  }

  @Test
  void shouldKnowNothingWhenThereIsNoSuchExecution() throws Exception {
    Map<String, Object> nobody = withId("nobody");
    assertThat(CalledTool.refusal("execution_status", nobody, call)).contains("No such execution");
    assertThat(CalledTool.refusal("execution_output", nobody, call)).contains("No such execution");
    assertThat(CalledTool.refusal("execution_status", withId("x".repeat(64)), call))
        .contains("No such execution");
  }

  @Test
  void shouldSayThatThereIsNoServerWhenItCanNotBeReached() throws Exception {
    RecordedCall elsewhere = RecordedCall.on(1, ClientOptions.defaults());

    assertThat(CalledTool.refusal("execution_status", Map.of(), elsewhere))
        .contains("No connection to the server");
    assertThat(CalledTool.refusal("execute", Map.of("command", "true"), elsewhere))
        .contains("No connection to the server");
    CalledTool.document("execution_status", Map.of(), call);
  }

  @Test
  void shouldRefuseTheInputWhenItHasHalfOfASurrogatePair() throws Exception {
    String half = "a\uD800b";
    for (String tool : List.of("execute", "execute_background")) {
      assertThat(CalledTool.refusal(tool, Map.of("command", "cat", "stdin", half), call))
          .contains("stdin must not contain half of a surrogate pair");
    }
    String id = start(Map.of("argv", List.of("cat"), "keep_stdin_open", true));
    assertThat(CalledTool.refusal("execution_input", withId(id, "text", half), call))
        .contains("text must not contain half of a surrogate pair");

    CalledTool.document(
        "execution_input", Map.of("execution_id", id, "text", "😀", "close", true), call);
    assertThat(status(id, 30).at("/stdout/to").asInt()).isEqualTo(4);
  }
}
