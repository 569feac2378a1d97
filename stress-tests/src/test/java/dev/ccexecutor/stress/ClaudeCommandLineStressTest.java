package dev.ccexecutor.stress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccexecutor.protocol.jsonrpc.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** {@code ./cc-executor task}, as people and programs use it, with the real {@code claude}. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class ClaudeCommandLineStressTest {

  @RegisterExtension static final ServerUnderTest server = ServerUnderTest.detectingLeaks();
  @RegisterExtension static final ClaudeUnderTest claude = new ClaudeUnderTest();

  @TempDir static Path directory;

  private static Installation installation;

  @BeforeAll
  static void install() throws IOException {
    installation = Installation.in(directory);
  }

  @Test
  void shouldPrintOneDocumentWhenATaskSucceeds() throws Exception {
    claude.api().script(ModelTurn.runs("echo 42 >answer"), ModelTurn.says("I wrote it."));
    Installation.Outcome outcome =
        task(onServer(), "Write it.", "--tools", "Read,Bash", "--timeout", "60", "--json");

    assertThat(outcome.exitCode()).as("%s", outcome).isZero();
    JsonNode document = Json.MAPPER.readTree(outcome.stdout());
    assertSucceeded(document);
    assertThat(directory.resolve("answer")).hasContent("42\n");
    assertThat(document.path("num_turns").asInt()).isEqualTo(2);
    assertThat(document.path("timeout_s").asDouble()).isEqualTo(60);
    assertThat(document.path("permission_denials").isArray()).isTrue();
    assertThat(document.path("permission_denials")).isEmpty();
    assertThat(document.path("execution_id").asString()).isNotEmpty();
    assertVerified(document.path("transcript"));
  }

  /** Without a server, and without anything left of the one that it was for itself. */
  @Test
  void shouldPrintTheSameDocumentWhenThereIsNoServer() throws Exception {
    claude.api().script(ModelTurn.says("I wrote it."));
    Installation.Outcome outcome = task(List.of("--local"), "Write it.", "--json");

    assertThat(outcome.exitCode()).as("%s", outcome).isZero();
    JsonNode document = Json.MAPPER.readTree(outcome.stdout());
    assertSucceeded(document);
    assertVerified(document.path("transcript"));
    assertThat(server.survivors()).isEmpty();
  }

  @Test
  void shouldPrintTheTextAloneWhenNoDocumentIsWanted() throws Exception {
    claude.api().script(ModelTurn.says("The answer is 42."));
    Installation.Outcome outcome = task(onServer(), "What is the answer?");

    assertThat(outcome.exitCode()).as("%s", outcome).isZero();
    assertThat(outcome.stdout()).isEqualTo("The answer is 42.\n");
  }

  @Test
  void shouldNameTheFailureAndWhatToDoWhenTheTaskFails() throws Exception {
    claude.api().script(ModelTurn.refuses(403, "permission_error", "not for you"));
    Installation.Outcome outcome = task(onServer(), "Try.", "--json");

    assertThat(outcome.exitCode()).as("%s", outcome).isEqualTo(1);
    JsonNode document = Json.MAPPER.readTree(outcome.stdout());
    assertThat(document.path("is_error").asBoolean()).isTrue();
    assertThat(document.at("/failure/type").asString()).isEqualTo("permission_refused");
    assertThat(document.at("/failure/message").asString()).contains("not for you");
    assertThat(document.at("/failure/advice").asString()).isNotEmpty();
  }

  private static void assertSucceeded(JsonNode document) {
    assertThat(document.path("is_error").asBoolean(true)).isFalse();
    assertThat(document.path("result").asString()).isEqualTo("I wrote it.");
    assertThat(document.path("session_id").asString()).isNotEmpty();
    assertThat(document.path("total_cost_usd").decimalValue()).isPositive();
    assertThat(document.path("duration_s").asDouble()).isPositive();
    assertThat(document.at("/usage/output_tokens").asInt()).isPositive();
    assertThat(document.path("tree_empty").asBoolean()).isTrue();
    assertThat(document.path("retries").isArray()).isTrue();
    assertThat(document.path("retries")).isEmpty();
  }

  private static void assertVerified(JsonNode transcript) throws Exception {
    assertThat(transcript.path("marker").asString()).matches("[0-9a-f]{32}");
    Installation.Outcome verified =
        installation.finish(
            launch(
                "verify",
                transcript.path("directory").asString(),
                "--sha256",
                transcript.path("sha256").asString()));
    assertThat(verified.exitCode()).as("%s", verified).isZero();
    Path stdout = Path.of(transcript.path("directory").asString()).resolve("stdout");
    assertThat(Files.size(stdout)).isEqualTo(transcript.path("stdout_bytes").asLong());
  }

  private static List<String> onServer() {
    return List.of("--url", server.uri().toString());
  }

  private static Installation.Outcome task(List<String> where, String prompt, String... more)
      throws Exception {
    List<String> words = new ArrayList<>(List.of("task", prompt));
    words.addAll(Arrays.asList(more));
    words.addAll(where);
    words.addAll(List.of("--agent-command", "'" + claude.program() + "'"));
    words.addAll(List.of("--data-dir", directory.resolve("data").toString()));
    Map<String, String> environment = new LinkedHashMap<>(claude.environment());
    environment.put("SECRET", server.secret());
    environment.forEach((name, value) -> words.addAll(List.of("--env", name + "=" + value)));
    ProcessBuilder command = launch(words.toArray(String[]::new));
    return installation.finish(command.directory(directory.toFile()));
  }

  private static ProcessBuilder launch(String... arguments) throws IOException {
    ProcessBuilder command = installation.launch(arguments);
    // The caches have a test of their own.
    command.environment().put("CC_EXECUTOR_AOT", "off");
    return command;
  }
}
