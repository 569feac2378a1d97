package dev.ccexecutor.server.mcp.tool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccexecutor.protocol.client.ClientOptions;
import dev.ccexecutor.server.mcp.feature.ListKind;
import dev.ccexecutor.server.testkit.Deadline;
import dev.ccexecutor.server.testkit.ObservedProcess;
import dev.ccexecutor.server.testkit.RunningTestServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Commands that a model runs and waits for, on a real server. */
@Timeout(60)
class ExecuteToolTest {
  @RegisterExtension static final RunningTestServer server = RunningTestServer.withSettings();

  @TempDir private Path directory;

  private final RecordedCall call = RecordedCall.on(server.port());

  private JsonNode execute(Map<String, ?> arguments) throws InterruptedException {
    JsonNode document = CalledTool.document("execute", arguments, call);
    assertThat(call.awaitClosed()).isEqualTo(1);
    return document;
  }

  private JsonNode failed(Map<String, ?> arguments) throws InterruptedException {
    JsonNode result = CalledTool.call("execute", arguments, call);
    assertThat(result.path("isError").asBoolean(false)).isTrue();
    return result.get("structuredContent");
  }

  @Test
  void shouldTellAllThereIsWhenACommandHasEnded() throws Exception {
    JsonNode result =
        CalledTool.call("execute", Map.of("command", "echo out; echo err >&2; exit 3"), call);

    assertThat(result.has("isError")).isFalse();
    JsonNode document = result.get("structuredContent");
    assertThat(document.get("exit_code").asInt()).isEqualTo(3);
    assertThat(document.get("status").asString()).isEqualTo("failed");
    assertThat(document.get("reason").asString()).isEqualTo("exit");
    assertThat(document.at("/stdout/text").asString()).isEqualTo("out\n");
    assertThat(document.at("/stdout/bytes").asInt()).isEqualTo(4);
    assertThat(document.at("/stdout/truncated").asBoolean()).isFalse();
    assertThat(document.at("/stderr/text").asString()).isEqualTo("err\n");
    assertThat(document.get("tree_empty").asBoolean()).isTrue();
    assertThat(document.get("notes")).isEmpty();
    String id = document.get("execution_id").asString();
    assertThat(document.at("/transcript/stdout").asString()).isEqualTo("exec://" + id + "/stdout");
    assertThat(document.at("/transcript/complete").asBoolean()).isTrue();
    assertThat(CalledTool.text(result))
        .startsWith("Exit code 3, after ")
        .contains(id, "stdout, 4 bytes:\nout\n", "stderr, 4 bytes:\nerr\n");
    assertThat(result.at("/content/1/uri").asString()).isEqualTo("exec://" + id + "/stdout");
    assertThat(call.changes()).containsExactly(ListKind.RESOURCES);
  }

  @Test
  void shouldStartItAsItWasAskedForWhenThereAreAllArguments() throws Exception {
    JsonNode document =
        execute(
            Map.of(
                "argv",
                List.of("/bin/sh", "-c", "pwd; echo $GREETING >&2; cat; echo \"$0\"", "a b"),
                "cwd",
                directory.toRealPath().toString(),
                "env",
                Map.of("GREETING", "héllo"),
                "stdin",
                "first\nlast",
                "merge_stderr",
                true,
                "labels",
                Map.of("for", "a test")));

    assertThat(document.at("/stdout/text").asString())
        .isEqualTo(directory.toRealPath() + "\nhéllo\nfirst\nlasta b\n");
    assertThat(document.at("/stderr/bytes").asInt()).isZero();
  }

  @Test
  void shouldShowTheEndWhenThereIsMoreThanWasAskedFor() throws Exception {
    JsonNode document = execute(Map.of("command", "seq 1 100000; printf 'x€'", "tail_bytes", 9));

    // Of the nine bytes the first ones are the end of a line; none is the rest of a character.
    assertThat(document.at("/stdout/text").asString()).isEqualTo("0000\nx€");
    assertThat(document.at("/stdout/truncated").asBoolean()).isTrue();
    assertThat(document.at("/stdout/bytes").asLong()).isEqualTo(588_895 + 4);
    assertThat(document.at("/stdout/text_from").asLong()).isEqualTo(588_895 + 4 - 9);
    assertThat(document.at("/stdout/is_utf8").asBoolean()).isTrue();
  }

  @Test
  void shouldBeginAtAWholeCharacterWhenTheEndBeginsInTheMiddleOfOne() throws Exception {
    JsonNode document = execute(Map.of("command", "printf 'a€€'", "tail_bytes", 5));

    assertThat(document.at("/stdout/text").asString()).isEqualTo("€");
    assertThat(document.at("/stdout/text_from").asLong()).isEqualTo(4);
    assertThat(document.at("/stdout/is_utf8").asBoolean()).isTrue();
  }

  @Test
  void shouldShowBytesThatAreNoTextAsSuchWhenThereAreSome() throws Exception {
    JsonNode document = execute(Map.of("command", "printf 'a\\377b\\000c'"));

    assertThat(document.at("/stdout/text").asString()).isEqualTo("a\uFFFDb\u0000c");
    assertThat(document.at("/stdout/is_utf8").asBoolean()).isFalse();
    assertThat(document.at("/stdout/bytes").asInt()).isEqualTo(5);
  }

  @Test
  void shouldKeepNothingButTheEndWhenThereIsAFlood() throws Exception {
    JsonNode document = execute(Map.of("command", "yes | head -c 300000000", "transcript", false));

    assertThat(document.at("/stdout/bytes").asLong()).isEqualTo(300_000_000);
    assertThat(document.at("/stdout/text").asString()).hasSize(16 << 10).endsWith("y\ny\n");
    assertThat(document.get("transcript").isNull()).isTrue();
  }

  @Test
  void shouldShowTheEndOfALineWhenItHasNone() throws Exception {
    JsonNode document =
        execute(Map.of("command", "head -c 3000000 /dev/zero | tr '\\0' x", "tail_bytes", 262_144));

    assertThat(document.at("/stdout/text").asString()).hasSize(262_144).matches("x+");
  }

  @Test
  void shouldBeSmallEnoughToBeSentWhenItIsNothingButControlCharacters() throws Exception {
    JsonNode result =
        CalledTool.call(
            "execute",
            Map.of("command", "head -c 300000 /dev/zero | tee /dev/stderr", "tail_bytes", 262_144),
            call);

    assertThat(result.at("/structuredContent/stdout/text").asString()).hasSize(262_144);
    assertThat(CalledTool.text(result)).contains("300000 bytes, shown from", "as base64");
    assertThat(result.toString().length()).isLessThan(4 << 20);
  }

  @Test
  void shouldTellOfProgressWhenItTakesAWhile() throws Exception {
    execute(Map.of("command", "echo begun; sleep 5.5; echo late"));

    assertThat(call.messages()).contains("begun");
    assertThat(call.messages())
        .anyMatch(message -> message.matches("running 5 s, silent 5 s, 6 bytes of output; begun"));
  }

  @Test
  void shouldBeAnErrorWithItsOutputWhenItsTimeIsOver() throws Exception {
    JsonNode document = failed(Map.of("command", "echo begun; sleep 1000", "timeout", 0.5));

    assertThat(document.get("reason").asString()).isEqualTo("timeout");
    assertThat(document.get("status").asString()).isEqualTo("failed");
    assertThat(document.at("/stdout/text").asString()).isEqualTo("begun\n");
  }

  @Test
  void shouldBeAnErrorWhenASignalEndsIt() throws Exception {
    JsonNode result = CalledTool.call("execute", Map.of("command", "kill -SEGV $$"), call);

    assertThat(result.get("isError").asBoolean()).isTrue();
    assertThat(result.at("/structuredContent/signal").asString()).isEqualTo("SEGV");
    assertThat(result.at("/structuredContent/exit_code").asInt()).isEqualTo(139);
    assertThat(CalledTool.text(result))
        .startsWith("It did not end by itself: signal, signal SEGV, exit code 139");
  }

  @Test
  void shouldSayThatItWasNotReadWhenACommandTakesNoInput() throws Exception {
    JsonNode document =
        execute(Map.of("command", "exec <&-; sleep 0.2", "stdin", "x".repeat(2_000_000)));

    assertThat(document.at("/notes/0").asString())
        .isEqualTo("The command did not read all of its stdin.");
  }

  @Test
  void shouldSayWhatIsMissingWhenThereIsNoSuchProgram() throws Exception {
    assertThat(CalledTool.refusal("execute", Map.of("argv", List.of("no-such-program")), call))
        .contains("no such program", "no-such-program", "Nothing was started");
    assertThat(
            CalledTool.refusal("execute", Map.of("command", "true", "cwd", "/no/such/place"), call))
        .contains("/no/such/place");
  }

  @Test
  void shouldSayWhatIsWrongWhenItCanNotBeAskedForSo() throws Exception {
    assertThat(CalledTool.refusal("execute", Map.of(), call)).contains("command", "argv");
    assertThat(CalledTool.refusal("execute", Map.of("command", "a", "argv", List.of("b")), call))
        .contains("either");
    assertThat(CalledTool.refusal("execute", Map.of("command", "a\0b"), call)).contains("NUL");
    assertThat(
            CalledTool.refusal(
                "execute", Map.of("command", "true", "env", Map.of("CC_EXECUTION_ID", "x")), call))
        .contains("CC_EXECUTION_ID", "reserved");
  }

  @Test
  void shouldEndTheWholeTreeWhenItIsCanceled() throws Exception {
    Path pids = directory.resolve("pids");
    String command =
        "setsid sh -c 'echo $$ >>pids; trap \"\" TERM; while :; do sleep 1; done' &"
            + " echo $$ >>pids; sleep 1000 & echo $! >>pids; wait";
    try (CanceledCall canceled =
        CanceledCall.begin(
            "execute", Map.of("command", command, "cwd", directory.toString()), call)) {
      Deadline.await("three processes")
          .until(() -> Files.exists(pids) && Files.readAllLines(pids).size() == 3);

      canceled.cancel();

      canceled.assertInterrupted();
    }
    for (String pid : Files.readAllLines(pids)) {
      assertThat(new ObservedProcess(Integer.parseInt(pid)).lives()).as(pid).isFalse();
    }
    assertThat(call.awaitClosed()).isEqualTo(1);
    server.awaitIdle();
  }

  @Test
  void shouldEndTheTreeWhenItsConnectionIsGoneForGood() throws Exception {
    Path pid = directory.resolve("pid");
    RecordedCall cut =
        RecordedCall.on(server.port(), ClientOptions.defaults().withReconnectMillis(0));
    try (CanceledCall running =
        CanceledCall.begin(
            "execute",
            Map.of(
                "command",
                "echo $$ >pid.new; mv pid.new pid; sleep 1000",
                "cwd",
                directory.toString()),
            cut)) {
      Deadline.await("the process").until(() -> Files.exists(pid));

      cut.closeConnections();

      assertThat(CalledTool.text(running.awaitResult()))
          .contains("the server ends it within 30 s", "mcp-");
    }
    int leader = Integer.parseInt(Files.readString(pid).strip());
    assertThat(new ObservedProcess(leader).lives()).isFalse();
    server.awaitIdle();
  }
}
