package dev.ccexecutor.server.agent.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccexecutor.protocol.client.ClientOptions;
import dev.ccexecutor.protocol.client.ExecutorClient;
import dev.ccexecutor.protocol.execution.ControlParams;
import dev.ccexecutor.protocol.execution.ControlType;
import dev.ccexecutor.protocol.jsonrpc.Json;
import dev.ccexecutor.server.agent.AgentFailure;
import dev.ccexecutor.server.agent.AgentListener;
import dev.ccexecutor.server.agent.AgentResult;
import dev.ccexecutor.server.agent.AgentTask;
import dev.ccexecutor.server.agent.AgentTaskBuilder;
import dev.ccexecutor.server.agent.ApiRetry;
import dev.ccexecutor.server.agent.RetriedAttempt;
import dev.ccexecutor.server.agent.StandInAgent;
import dev.ccexecutor.server.agent.TaskTimeout;
import dev.ccexecutor.server.agent.event.ClaudeAdapter;
import dev.ccexecutor.server.agent.event.TextAdapter;
import dev.ccexecutor.server.execution.spool.TranscriptVerifier;
import dev.ccexecutor.server.execution.spool.Verification;
import dev.ccexecutor.server.testkit.ObservedProcess;
import dev.ccexecutor.server.testkit.RunningTestServer;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Agent tasks on a real server, with a stand-in for the agent. */
@Timeout(60)
class AgentRunnerTest {
  @RegisterExtension static final RunningTestServer server = RunningTestServer.withSettings();

  @TempDir private Path directory;

  private ExecutorClient client;
  private AgentRunner runner;

  @BeforeEach
  void connect() {
    URI uri = URI.create("ws://127.0.0.1:" + server.port() + "/ws");
    client = ExecutorClient.connect(uri, ClientOptions.defaults()).join();
    runner = new AgentRunner(client);
  }

  @AfterEach
  void disconnect() {
    runner.close();
    client.close();
    client.closed().join();
  }

  private AgentTaskBuilder task(String prompt) {
    return AgentTask.builder("a-task", prompt, new ClaudeAdapter())
        .agentCommand(StandInAgent.command())
        .cwd(directory.toString())
        .firstRetryDelay(Duration.ofMillis(10))
        .timeout(TaskTimeout.of(Duration.ofSeconds(50)));
  }

  private AgentResult run(AgentTaskBuilder task) {
    return runner.run(task.build(), AgentListener.SILENT).result().join();
  }

  @Test
  void shouldTellAllThereIsWhenTheAgentSucceeds() {
    AgentResult result =
        run(task("Say \"hi\"\nto them").tools(List.of("Read", "Bash(git *)")).model("small"));

    assertThat(result.isError()).isFalse();
    assertThat(result.failure()).isNull();
    assertThat(result.result()).isEqualTo("You said: Say \"hi\"\nto them");
    assertThat(result.sessionId()).isEqualTo("5f0c1d7e-0b5e-4c52-9c1f-3f6f1c2d9a11");
    assertThat(result.model()).isEqualTo("small");
    assertThat(result.turns()).isEqualTo(2);
    assertThat(result.exitCode()).isZero();
    assertThat(result.events().count()).isEqualTo(3);
    assertThat(result.retries()).isEmpty();
    JsonNode json = Json.MAPPER.valueToTree(result);
    assertThat(json.get("total_cost_usd").decimalValue()).isEqualByComparingTo("0.000228");
    assertThat(json.at("/usage/output_tokens").asInt()).isEqualTo(9);
    assertThat(json.get("timeout_s").asDouble()).isEqualTo(50);
  }

  @Test
  void shouldProveTheOutputByTheTranscriptWhenItHasEnded() throws Exception {
    AgentResult result = run(task("Prove it"));

    Path transcript = Path.of(result.transcript().directory());
    byte[] stdout = Files.readAllBytes(transcript.resolve("stdout"));
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(stdout);
    assertThat(result.transcript().stdoutSha256()).isEqualTo(HexFormat.of().formatHex(digest));
    assertThat(result.transcript().stdoutBytes()).isEqualTo(stdout.length);
    Verification verified =
        TranscriptVerifier.verify(transcript, result.transcript().manifestSha256());
    assertThat(verified.verdict()).isEqualTo(Verification.Verdict.UNCHANGED);
    assertThat(verified.marker()).isEqualTo(result.transcript().marker());
  }

  @ParameterizedTest
  @CsvSource({
    "400, INVALID_REQUEST",
    "403, PERMISSION_REFUSED",
    "tokens, TOKEN_LIMIT",
    "not logged in, NOT_LOGGED_IN",
    "max turns, MAX_TURNS",
    "budget, BUDGET",
    "crash, AGENT_CRASHED",
    "killed, AGENT_CRASHED"
  })
  void shouldNameTheFailureAndNotTryAgainWhenThatIsOfNoUse(String wish, AgentFailure failure) {
    AgentResult result = run(task("[[" + wish + "]]").retries(3));

    assertThat(result.isError()).isTrue();
    assertThat(result.failure().type()).isEqualTo(failure);
    assertThat(result.failure().advice()).isNotBlank();
    assertThat(result.retries()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "529, OVERLOADED",
    "500, SERVER_ERROR",
    "connection, CONNECTION",
    "no result, MISSING_RESULT",
    "cut off, TRUNCATED_OUTPUT"
  })
  void shouldTryAgainAsOftenAsItMayWhenTheFailureIsTransient(String wish, AgentFailure failure) {
    AgentResult result = run(task("[[" + wish + "]]").retries(2));

    assertThat(result.failure().type()).isEqualTo(failure);
    assertThat(result.retries())
        .hasSize(2)
        .allSatisfy(retried -> assertThat(retried.type()).isEqualTo(failure));
    assertThat(result.retries().getFirst().executionId()).isNotEqualTo(result.executionId());
  }

  @Test
  void shouldSucceedAndTellTheRetryWhenALimitHasPassed() {
    Queue<RetriedAttempt> retried = new ConcurrentLinkedQueue<>();
    Queue<ApiRetry> apiRetries = new ConcurrentLinkedQueue<>();
    AgentListener listener =
        new AgentListener() {
          @Override
          public void onRetry(RetriedAttempt failed) {
            retried.add(failed);
          }

          @Override
          public void onApiRetry(ApiRetry retry) {
            apiRetries.add(retry);
          }
        };

    AgentResult result = runner.run(task("[[429 once]]").build(), listener).result().join();

    assertThat(result.isError()).isFalse();
    assertThat(result.retries()).containsExactlyElementsOf(retried).hasSize(1);
    assertThat(retried.element().type()).isEqualTo(AgentFailure.RATE_LIMIT);
    // What the agent was told to wait counts from below.
    assertThat(retried.element().delaySeconds()).isBetween(0.04, 0.07);
    assertThat(apiRetries).containsExactly(new ApiRetry(1, 10, 40, 429, "rate_limit"));
  }

  @Test
  void shouldGiveUpWhenItIsToldToWaitForTooLong() {
    AgentResult result = run(task("[[429 until]]").retries(3));

    assertThat(result.failure().type()).isEqualTo(AgentFailure.RATE_LIMIT);
    assertThat(result.failure().retryAfterSeconds()).isEqualTo(7200);
    assertThat(result.retries()).isEmpty();
  }

  @Test
  void shouldKeepThePartialTextWhenTheOutputIsCutOff() {
    AgentResult result = run(task("[[cut off]]").retries(0));

    assertThat(result.exitCode()).isZero();
    assertThat(result.result()).isNull();
    assertThat(result.partialText()).isEqualTo("Before the cut.");
    assertThat(result.transcript().stdoutBytes()).isGreaterThan(65536);
  }

  @Test
  void shouldReturnWhatThereWasWhenTimeIsUp() {
    AgentResult result = run(task("[[hang]]").timeout(TaskTimeout.of(Duration.ofMillis(1500))));

    assertThat(result.failure().type()).isEqualTo(AgentFailure.TIMEOUT);
    assertThat(result.failure().message()).isEqualTo("stopped after 1.5 s, its time");
    assertThat(result.partialText()).isEqualTo("So far so good.");
    assertThat(result.treeEmpty()).isTrue();
    assertThat(result.transcript().complete()).isTrue();
  }

  @Test
  void shouldReturnWhatThereWasWhenItIsCanceled() throws Exception {
    Started started = new Started("assistant");
    AgentRun run = runner.run(task("[[hang]]").build(), started);
    started.await();

    run.cancel();

    AgentResult result = run.result().join();
    assertThat(result.failure().type()).isEqualTo(AgentFailure.CANCELED);
    assertThat(result.partialText()).isEqualTo("So far so good.");
    assertThat(result.treeEmpty()).isTrue();
  }

  @Test
  void shouldGiveAResultWhenItIsCanceledAtOnce() {
    AgentRun run = runner.run(task("[[hang]]").build(), AgentListener.SILENT);

    run.cancel();

    assertThat(run.result().join().failure().type()).isEqualTo(AgentFailure.CANCELED);
  }

  @Test
  void shouldNotTryAgainWhenItIsCanceledInAPause() throws Exception {
    CountDownLatch paused = new CountDownLatch(1);
    AgentListener listener =
        new AgentListener() {
          @Override
          public void onRetry(RetriedAttempt failed) {
            paused.countDown();
          }
        };
    AgentTask task = task("[[500]]").firstRetryDelay(Duration.ofMinutes(2)).build();
    AgentRun run = runner.run(task, listener);
    assertThat(paused.await(30, TimeUnit.SECONDS)).isTrue();

    run.cancel();

    AgentResult result = run.result().join();
    assertThat(result.failure().type()).isEqualTo(AgentFailure.CANCELED);
    assertThat(result.failure().message()).contains("server_error");
  }

  @ParameterizedTest
  @CsvSource({"interrupt, AGENT_ERROR", "interrupt silently, MISSING_RESULT"})
  void shouldFailWhenAnInterruptedAgentEndsWithExitCode0(String wish, AgentFailure failure)
      throws Exception {
    Started started = new Started("assistant");
    AgentRun run = runner.run(task("[[" + wish + "]]").retries(0).build(), started);
    String executionId = started.await();

    client.control(new ControlParams(ControlType.SIGNAL, executionId, "INT", null)).join();

    AgentResult result = run.result().join();
    assertThat(result.exitCode()).isZero();
    assertThat(result.isError()).isTrue();
    assertThat(result.failure().type()).isEqualTo(failure);
  }

  @Test
  void shouldEndWhatOutlivesTheAgentWhenItHasSucceeded() throws Exception {
    AgentResult result = run(task("[[outlived]]"));

    assertThat(result.isError()).isFalse();
    assertThat(result.treeEmpty()).isTrue();
    int child = Integer.parseInt(Files.readString(directory.resolve("child.pid")).strip());
    assertThat(new ObservedProcess(child).lives()).isFalse();
  }

  @Test
  void shouldStartNothingWhenThePromptIsTooLong() {
    AgentResult result = run(task("x".repeat(PromptSize.MAX_ARGUMENT_BYTES + 1)));

    assertThat(result.failure().type()).isEqualTo(AgentFailure.PROMPT_TOO_LONG);
    assertThat(result.failure().message()).contains("131072 bytes").contains("131071");
    assertThat(client.list().join())
        .noneMatch(status -> status.executionId().equals(result.executionId()));
  }

  @Test
  void shouldHandOverEveryByteWhenThePromptIsAsLongAsItMayBe() {
    String prompt = "x".repeat(PromptSize.MAX_ARGUMENT_BYTES);

    AgentResult result = run(task(prompt));

    assertThat(result.result()).isEqualTo("You said: " + prompt);
  }

  @Test
  void shouldTakeThePromptForNoOptionWhenItBeginsWithADash() {
    AgentResult result = run(task("--version is what I want").tools(List.of("Read")));

    assertThat(result.result()).isEqualTo("You said: --version is what I want");
  }

  @Test
  void shouldLeaveOutAndCountAnEventWhenItIsTooLong() {
    AgentResult result = run(task("[[huge line]]"));

    assertThat(result.isError()).isFalse();
    assertThat(result.events().tooLong()).isEqualTo(1);
  }

  @Test
  void shouldGoOnAndCountWhenLinesAreNoEvents() {
    AgentResult result = run(task("[[chatter]]"));

    assertThat(result.isError()).isFalse();
    assertThat(result.events().notJson()).isEqualTo(2);
    assertThat(result.diagnostics()).contains("npm warn something");
  }

  @Test
  void shouldListDenialsWhenTheAgentWasNotLet() {
    AgentResult result = run(task("[[denied]]"));

    assertThat(result.isError()).isFalse();
    assertThat(result.permissionDenials().path(0).path("tool_name").asString()).isEqualTo("Bash");
  }

  @Test
  void shouldSaySoWhenThereIsNoSuchAgent() {
    AgentResult result = run(task("hi").agentCommand(List.of("no-such-agent")));

    assertThat(result.failure().type()).isEqualTo(AgentFailure.AGENT_NOT_FOUND);
    assertThat(result.failure().message()).contains("no-such-agent");
  }

  @Test
  void shouldBeRefusedWhenThereIsNoSuchDirectory() {
    AgentResult result = run(task("hi").cwd(directory.resolve("none").toString()));

    assertThat(result.failure().type()).isEqualTo(AgentFailure.REFUSED);
    assertThat(result.failure().message()).contains("none");
  }

  @Test
  void shouldTakeStdoutForTheResultWhenTheAgentWritesText() {
    AgentResult result =
        run(
            AgentTask.builder("text", "some words", new TextAdapter())
                .agentCommand(List.of("sh", "-c", "echo \"<$1>\"", "sh", "{prompt}"))
                .timeout(TaskTimeout.of(Duration.ofSeconds(50))));

    assertThat(result.result()).isEqualTo("<some words>\n");
    assertThat(result.isError()).isFalse();
  }

  @Test
  void shouldFailByItsExitCodeWhenTheAgentWritesText() {
    AgentResult result =
        run(
            AgentTask.builder("text", "some words", new TextAdapter())
                .agentCommand(List.of("sh", "-c", "echo half; echo no >&2; exit 3", "sh"))
                .timeout(TaskTimeout.of(Duration.ofSeconds(50))));

    assertThat(result.failure().type()).isEqualTo(AgentFailure.AGENT_CRASHED);
    assertThat(result.partialText()).isEqualTo("half\n");
    assertThat(result.diagnostics()).isEqualTo("no\n");
  }

  @Test
  void shouldFindTheSameProcessWhenAnotherRunnerGoesOnWithItsIds() {
    RunPlan plan = new RunPlan(1, attempt -> "again-" + attempt, List.of());
    AgentTask task = task("Do it once").build();
    AgentResult first = runner.run(task, AgentListener.SILENT, plan).result().join();
    client.close();
    client.closed().join();
    runner.close();
    connect();

    AgentResult second = runner.run(task, AgentListener.SILENT, plan).result().join();

    assertThat(second.result()).isEqualTo(first.result());
    assertThat(second.transcript()).isEqualTo(first.transcript());
  }

  /** Waits for an event of an attempt. */
  private static final class Started implements AgentListener {
    private final String type;
    private final CountDownLatch seen = new CountDownLatch(1);
    private volatile String executionId;

    Started(String type) {
      this.type = type;
    }

    @Override
    public void onAttempt(int attempt, String id) {
      executionId = id;
    }

    @Override
    public void onEvent(String event, long events) {
      if (event.equals(type)) {
        seen.countDown();
      }
    }

    String await() throws InterruptedException {
      assertThat(seen.await(30, TimeUnit.SECONDS)).isTrue();
      return executionId;
    }
  }
}
