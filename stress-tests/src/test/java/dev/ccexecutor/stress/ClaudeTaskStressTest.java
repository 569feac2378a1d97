package dev.ccexecutor.stress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ccexecutor.protocol.client.ClientOptions;
import dev.ccexecutor.protocol.client.ExecutorClient;
import dev.ccexecutor.server.agent.AgentFailure;
import dev.ccexecutor.server.agent.AgentListener;
import dev.ccexecutor.server.agent.AgentResult;
import dev.ccexecutor.server.agent.AgentTask;
import dev.ccexecutor.server.agent.AgentTaskBuilder;
import dev.ccexecutor.server.agent.RetriedAttempt;
import dev.ccexecutor.server.agent.TaskTimeout;
import dev.ccexecutor.server.agent.event.ClaudeAdapter;
import dev.ccexecutor.server.agent.run.AgentRun;
import dev.ccexecutor.server.agent.run.AgentRunner;
import dev.ccexecutor.stress.server.ProcessFacts;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
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

/**
 * Agent tasks that the real {@code claude} works at: it fails in the ways that the engine names.
 */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class ClaudeTaskStressTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String LONG_SLEEP_SECONDS = "600.";

  @RegisterExtension static final ServerUnderTest server = ServerUnderTest.detectingLeaks();
  @RegisterExtension static final ClaudeUnderTest claude = new ClaudeUnderTest();

  @TempDir private Path directory;

  private ExecutorClient client;
  private AgentRunner runner;

  @BeforeEach
  void connect() {
    client = ExecutorClient.connect(server.uri(), ClientOptions.defaults()).join();
    runner = new AgentRunner(client);
  }

  @AfterEach
  void disconnect() {
    runner.close();
    client.close();
    client.closed().join();
    assertThat(server.survivors()).isEmpty();
  }

  @Test
  void shouldTellAllThereIsWhenTheTaskSucceeds() throws Exception {
    claude.api().script(ModelTurn.runs("echo $((6 * 7)) >answer"), ModelTurn.says("I wrote it."));
    String session = UUID.randomUUID().toString();
    AgentResult result = run(task("Write it.").tools(List.of("Read", "Bash")).sessionId(session));

    assertThat(result.failure()).isNull();
    assertThat(result.isError()).isFalse();
    assertThat(result.result()).isEqualTo("I wrote it.");
    assertThat(directory.resolve("answer")).hasContent("42\n");
    assertThat(result.sessionId()).isEqualTo(session);
    assertThat(result.turns()).isEqualTo(2);
    assertThat(result.costUsd().decimalValue()).isPositive();
    assertThat(result.usage().path("output_tokens").asInt()).isPositive();
    assertThat(result.exitCode()).isZero();
    assertThat(result.treeEmpty()).isTrue();
    assertThat(result.permissionDenials()).isEmpty();
    Path stdout = Path.of(result.transcript().directory()).resolve("stdout");
    assertThat(result.transcript().stdoutSha256()).isEqualTo(sha256(stdout));
  }

  @Test
  void shouldTellWhatTheAgentWasNotAllowedWhenAToolIsDenied() {
    claude.api().script(ModelTurn.runs("touch forbidden"), ModelTurn.says("I was not let."));
    AgentResult result = run(task("Touch it."));

    assertThat(result.isError()).isFalse();
    assertThat(result.permissionDenials()).hasSize(1);
    assertThat(result.permissionDenials().get(0).path("tool_name").asString()).isEqualTo("Bash");
    assertThat(directory.resolve("forbidden")).doesNotExist();
  }

  /** What the agent does not try again by itself, the engine does. */
  @ParameterizedTest
  @CsvSource({
    "429, rate_limit_error, RATE_LIMIT",
    "529, overloaded_error, OVERLOADED",
    "500, api_error, SERVER_ERROR"
  })
  void shouldTryAgainWhenTheApiFailsForAMoment(int status, String type, AgentFailure failure) {
    claude.api().script(ModelTurn.fails(status, type), ModelTurn.says("At last."));
    AgentResult result = run(task("Try.").env(environment("CLAUDE_CODE_MAX_RETRIES", "0")));

    assertThat(result.failure()).isNull();
    assertThat(result.result()).isEqualTo("At last.");
    assertThat(result.retries()).extracting(RetriedAttempt::type).containsExactly(failure);
  }

  @ParameterizedTest
  @CsvSource({
    "400, invalid_request_error, messages: not understood, INVALID_REQUEST",
    "400, invalid_request_error, prompt is too long: 210000 tokens > 200000 maximum, TOKEN_LIMIT",
    "401, authentication_error, invalid x-api-key, NOT_LOGGED_IN",
    "403, permission_error, not for you, PERMISSION_REFUSED"
  })
  void shouldNameTheFailureWhenTheApiRefuses(
      int status, String type, String message, AgentFailure failure) {
    claude.api().script(ModelTurn.refuses(status, type, message));
    AgentResult result = run(task("Try.").env(environment("CLAUDE_CODE_MAX_RETRIES", "0")));

    assertThat(result.isError()).isTrue();
    assertThat(result.failure().type()).isEqualTo(failure);
    assertThat(result.retries()).isEmpty();
    assertThat(result.result()).isNull();
  }

  @Test
  void shouldNameTheFailureWhenNobodyIsLoggedIn() {
    claude.api().script();
    AgentResult result = run(task("Try.").env(environment("ANTHROPIC_API_KEY", null)));

    assertThat(result.failure().type()).isEqualTo(AgentFailure.NOT_LOGGED_IN);
    assertThat(result.retries()).isEmpty();
  }

  @Test
  void shouldNameTheFailureWhenTheConnectionFails() {
    claude.api().script();
    Map<String, String> environment = environment("CLAUDE_CODE_MAX_RETRIES", "0");
    environment.put("ANTHROPIC_BASE_URL", "http://127.0.0.1:1");
    AgentResult result = run(task("Try.").env(environment).retries(0));

    assertThat(result.failure().type()).isEqualTo(AgentFailure.CONNECTION);
  }

  @Test
  void shouldNameTheLimitWhenTheAgentHasUsedItUp() {
    claude.api().script(ModelTurn.runs("true"));
    AgentResult turns = run(task("Go on.").tools(List.of("Bash")).maxTurns(1));
    assertThat(turns.failure().type()).isEqualTo(AgentFailure.MAX_TURNS);
    assertThat(turns.partialText()).isEqualTo("Let me see.");

    claude.api().script(ModelTurn.runs("true"));
    AgentResult budget =
        run(task("Go on.").tools(List.of("Bash")).maxBudgetUsd(new BigDecimal("0.000001")));
    assertThat(budget.failure().type()).isEqualTo(AgentFailure.BUDGET);
  }

  @Test
  void shouldTellWhatThereWasWhenTheTimeIsUp() {
    claude.api().script(ModelTurn.runs("env sleep " + LONG_SLEEP_SECONDS + "1"));
    AgentResult result =
        run(task("Sleep.").tools(List.of("Bash")).timeout(TaskTimeout.of(Duration.ofSeconds(5))));

    assertThat(result.failure().type()).isEqualTo(AgentFailure.TIMEOUT);
    assertThat(result.partialText()).isEqualTo("Let me see.");
    assertThat(result.treeEmpty()).isTrue();
    assertThat(result.transcript().complete()).isTrue();
    assertThat(result.retries()).isEmpty();
  }

  @Test
  void shouldTellWhatThereWasWhenItIsCanceled() {
    String seconds = LONG_SLEEP_SECONDS + Math.floorMod(System.nanoTime(), 1_000_000_000);
    claude.api().script(ModelTurn.runs("env sleep " + seconds));
    AgentRun run = runner.run(task("Sleep.").tools(List.of("Bash")).build(), AgentListener.SILENT);
    await().atMost(PATIENCE).until(() -> !ProcessFacts.withArgument(seconds).isEmpty());
    run.cancel();
    AgentResult result = run.result().join();

    assertThat(result.failure().type()).isEqualTo(AgentFailure.CANCELED);
    assertThat(result.partialText()).isEqualTo("Let me see.");
    assertThat(result.treeEmpty()).isTrue();
    assertThat(ProcessFacts.withArgument(seconds)).isEmpty();
  }

  /** In the middle of an answer it has said nothing yet that counts. */
  @Test
  void shouldTellThatItWasCanceledWhenTheModelWasStillTalking() {
    CountDownLatch never = new CountDownLatch(1);
    claude.api().script(ModelTurn.says("I think ", never, "not"));
    AgentRun run = runner.run(task("Talk.").build(), AgentListener.SILENT);
    await().atMost(PATIENCE).until(() -> claude.api().requests().size() == 1);
    run.cancel();
    AgentResult result = run.result().join();
    never.countDown();

    assertThat(result.failure().type()).isEqualTo(AgentFailure.CANCELED);
    assertThat(result.treeEmpty()).isTrue();
  }

  private AgentTaskBuilder task(String prompt) {
    return AgentTask.builder("real", prompt, new ClaudeAdapter())
        .agentCommand(List.of(claude.program().toString()))
        .cwd(directory.toString())
        .env(environment("SECRET", server.secret()))
        .firstRetryDelay(Duration.ofMillis(10))
        .timeout(TaskTimeout.of(PATIENCE));
  }

  private AgentResult run(AgentTaskBuilder task) {
    return runner.run(task.build(), AgentListener.SILENT).result().join();
  }

  private static Map<String, String> environment(String name, String value) {
    Map<String, String> environment = new LinkedHashMap<>(claude.environment());
    environment.put("SECRET", server.secret());
    environment.put(name, value);
    return environment;
  }

  private static String sha256(Path file) throws Exception {
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
    return HexFormat.of().formatHex(digest);
  }
}
