package dev.ccexecutor.stress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ccexecutor.protocol.execution.CompletionStatus;
import dev.ccexecutor.protocol.execution.ControlType;
import dev.ccexecutor.protocol.execution.EndReason;
import dev.ccexecutor.protocol.execution.ExecuteParams;
import dev.ccexecutor.protocol.execution.ExecuteParamsBuilder;
import dev.ccexecutor.protocol.execution.ExecutionState;
import dev.ccexecutor.protocol.execution.OutputForm;
import dev.ccexecutor.protocol.execution.ProcessCompleted;
import dev.ccexecutor.protocol.execution.SpoolMode;
import dev.ccexecutor.protocol.execution.StdinMode;
import dev.ccexecutor.stress.server.ProcessFacts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * The real {@code claude} as a command of the server. Its events and exit codes, and that its shell
 * commands run in sessions of their own, is what the design counts on.
 */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class ClaudeStressTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final double PAUSED_SECONDS = 1.0;

  /** More than a pipe holds. */
  private static final int LONG_TEXT_CHARACTERS = 300_000;

  @RegisterExtension static final ServerUnderTest server = ServerUnderTest.detectingLeaks();
  @RegisterExtension static final ClaudeUnderTest claude = new ClaudeUnderTest();
  @TempDir static Path directory;

  @Test
  void shouldTellAllEventsWhenATaskSucceeds() throws Exception {
    claude.api().script(ModelTurn.says("The answer is 42."));
    try (StressClient client = server.connect()) {
      ObservedExecution execution = client.start(task("What is the answer?"));
      ProcessCompleted end = execution.awaitWholeBinary();

      assertEnded(end, CompletionStatus.COMPLETED, EndReason.EXIT, 0);
      AgentEvents events = eventsOf(execution);
      assertThat(events.names()).startsWith("system/init").endsWith("assistant", "result");
      String session = events.only("system/init").path("session_id").asString();
      assertThat(session).isNotEmpty();
      assertSucceeded(events, "The answer is 42.");
      assertThat(events.last().path("session_id").asString()).isEqualTo(session);
      assertThat(execution.binaryOutput().stderr().text()).isEmpty();
    }
  }

  @Test
  void shouldHaveAShellCommandRunWhenTheModelAsksForOne() throws Exception {
    claude.api().script(ModelTurn.runs("echo $((6 * 7))"), ModelTurn.says("It was run."));
    try (StressClient client = server.connect()) {
      ObservedExecution execution = client.start(task("Calculate.", "--allowedTools", "Bash"));

      assertEnded(execution.awaitWholeBinary(), CompletionStatus.COMPLETED, EndReason.EXIT, 0);
      AgentEvents events = eventsOf(execution);
      assertThat(events.only("user").at("/message/content/0/content").asString()).isEqualTo("42");
      assertSucceeded(events, "It was run.");
      assertThat(events.last().path("num_turns").asInt()).isEqualTo(2);
    }
  }

  @Test
  void shouldTellARetryWhenTheRateLimitWasHitOnce() throws Exception {
    claude.api().script(ModelTurn.fails(429, "rate_limit_error"), ModelTurn.says("At last."));
    try (StressClient client = server.connect()) {
      ObservedExecution execution = client.start(task("Try."));

      assertEnded(execution.awaitWholeBinary(), CompletionStatus.COMPLETED, EndReason.EXIT, 0);
      AgentEvents events = eventsOf(execution);
      JsonNode retry = events.only("system/api_retry");
      assertThat(retry.path("attempt").asInt()).isEqualTo(1);
      assertThat(retry.path("error_status").asInt()).isEqualTo(429);
      assertThat(retry.path("retry_delay_ms").asDouble()).isPositive();
      assertSucceeded(events, "At last.");
      assertThat(claude.api().requests()).hasSize(2);
    }
  }

  /** Its exit code is 0 here, and its output is cut off, where nobody reads on. */
  @Test
  void shouldHaveAllOfItInTheTranscriptWhenTheClientTakesNoOutput() throws Exception {
    String text = "long ".repeat(LONG_TEXT_CHARACTERS / 5).strip();
    claude.api().script(ModelTurn.says(text));
    try (StressClient client = server.connect()) {
      ObservedExecution execution =
          client.start(task("Write a lot.").window(ExecuteParams.MIN_WINDOW_BYTES));

      ProcessCompleted end = client.status(execution.id(), (double) PATIENCE.toSeconds()).exit();
      assertEnded(end, CompletionStatus.COMPLETED, EndReason.EXIT, 0);
      assertThat(execution.binaryOutput().stdout().bytes()).isLessThan(LONG_TEXT_CHARACTERS);
      assertThat(end.transcript().complete()).isTrue();
      Path transcript = Path.of(end.transcript().directory()).resolve("stdout");
      assertSucceeded(AgentEvents.of(Files.readString(transcript)), text);
    }
  }

  @Test
  void shouldGoOnWhereItWasWhenItIsPausedInMidStream() throws Exception {
    CountDownLatch cue = new CountDownLatch(1);
    claude.api().script(ModelTurn.says("Before ", cue, "and after."));
    try (StressClient client = server.connect()) {
      ObservedExecution execution = client.start(task("Talk.", "--include-partial-messages"));
      await().atMost(PATIENCE).until(() -> stdout(execution).contains("Before "));
      client.control(ControlType.PAUSE, execution);
      long bytes = execution.binaryOutput().stdout().bytes();
      cue.countDown();
      await().atMost(PATIENCE).until(() -> claude.api().answered() == 1);

      // Were it not stopped it would have ended by then.
      assertThat(client.status(execution.id(), PAUSED_SECONDS).state())
          .isEqualTo(ExecutionState.PAUSED);
      assertThat(execution.binaryOutput().stdout().bytes()).isEqualTo(bytes);

      client.control(ControlType.RESUME, execution);
      assertEnded(execution.awaitWholeBinary(), CompletionStatus.COMPLETED, EndReason.EXIT, 0);
      assertSucceeded(eventsOf(execution), "Before and after.");
    }
  }

  @Test
  void shouldLeaveNothingOfItsTreeWhenItIsCancelled() throws Exception {
    ProcessCompleted end = stopInAShellCommand(ControlType.CANCEL);
    assertEnded(end, CompletionStatus.CANCELED, EndReason.CANCELED, 143);
  }

  /** Its shell commands survive a kill of it, and also one of its group. */
  @Test
  void shouldLeaveNothingOfItsTreeWhenItIsKilled() throws Exception {
    ProcessCompleted end = stopInAShellCommand(ControlType.KILL);
    assertEnded(end, CompletionStatus.CANCELED, EndReason.KILLED, 137);
  }

  private static ProcessCompleted stopInAShellCommand(ControlType type) throws Exception {
    String seconds =
        "600." + Math.floorMod(UUID.randomUUID().getLeastSignificantBits(), 1_000_000_000);
    claude.api().script(ModelTurn.runs("env sleep " + seconds));
    try (StressClient client = server.connect()) {
      ObservedExecution execution = client.start(task("Sleep.", "--allowedTools", "Bash"));
      await().atMost(PATIENCE).until(() -> !ProcessFacts.withArgument(seconds).isEmpty());
      long sleep = ProcessFacts.withArgument(seconds).getFirst();
      assertThat(ProcessFacts.session(sleep)).isNotEqualTo(execution.awaitResult().pid());
      assertThat(server.survivors()).contains(sleep);

      client.control(type, execution);
      ProcessCompleted end = execution.awaitWholeBinary();
      assertThat(server.survivors()).isEmpty();
      assertThat(ProcessFacts.withArgument(seconds)).isEmpty();
      AgentEvents events = eventsOf(execution);
      assertThat(events.names()).contains("system/init").doesNotContain("result");
      return end;
    }
  }

  private static ExecuteParamsBuilder task(String prompt, String... more) {
    Map<String, String> environment = new LinkedHashMap<>(claude.environment());
    environment.put("SECRET", server.secret());
    return ExecuteParams.argv(claude.words(prompt, more))
        .env(environment)
        .cwd(directory.toString())
        .stdin(StdinMode.NONE)
        .output(OutputForm.BINARY)
        .spool(SpoolMode.ALL);
  }

  private static void assertEnded(
      ProcessCompleted end, CompletionStatus status, EndReason reason, int exitCode) {
    assertThat(end.status()).isEqualTo(status);
    assertThat(end.reason()).isEqualTo(reason);
    assertThat(end.exitCode()).isEqualTo(exitCode);
    assertThat(end.treeEmpty()).isTrue();
    assertThat(end.transcript().complete()).isTrue();
  }

  private static void assertSucceeded(AgentEvents events, String text) {
    JsonNode result = events.last();
    assertThat(result.path("type").asString()).isEqualTo("result");
    assertThat(result.path("subtype").asString()).isEqualTo("success");
    assertThat(result.path("is_error").asBoolean(true)).isFalse();
    assertThat(result.path("result").asString()).isEqualTo(text);
  }

  private static AgentEvents eventsOf(ObservedExecution execution) {
    return AgentEvents.of(stdout(execution));
  }

  private static String stdout(ObservedExecution execution) {
    return execution.binaryOutput().stdout().text();
  }
}
