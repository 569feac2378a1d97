package dev.ccexecutor.stress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ccexecutor.protocol.execution.CompletionStatus;
import dev.ccexecutor.protocol.execution.ExecuteParams;
import dev.ccexecutor.protocol.execution.ExecuteParamsBuilder;
import dev.ccexecutor.protocol.execution.ExecutionState;
import dev.ccexecutor.protocol.execution.ExecutionStatus;
import dev.ccexecutor.protocol.jsonrpc.Json;
import dev.ccexecutor.stress.server.PackagedServer;
import dev.ccexecutor.stress.server.ProcessFacts;
import dev.ccexecutor.stress.server.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** SIGKILL to a server whose commands are another user's, and what its audit log says of them. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class RunAsCrashStressTest {
  private static final String USER = "nobody";
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** None of its executions ends by itself while the test runs. */
  private static final double LONG_SECONDS = 300;

  private static final List<String> TREES =
      List.of(
          "sleep 1000 & sleep 1000 & echo ready; wait",
          "setsid sleep 1000 & echo ready; wait",
          "(setsid sh -c 'echo ready; sleep 1000; :' &)",
          "trap '' TERM; echo ready; while :; do sleep 1000; done");

  private final String lost = "lost-" + UUID.randomUUID();
  private final String spared = "spared-" + UUID.randomUUID();
  private final List<ServerProcess> servers = new ArrayList<>();

  @TempDir private Path directory;

  @BeforeEach
  void requireRoot() throws IOException {
    assumeTrue(
        "root".equals(System.getProperty("user.name"))
            && Files.isExecutable(Path.of("/usr/bin/setpriv")),
        "only root can run commands as another user, and by setpriv");
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  @AfterEach
  void endAll() throws Exception {
    for (ServerProcess server : servers) {
      server.destroy();
    }
    for (String mark : List.of(lost, spared)) {
      for (long pid : ProcessFacts.withValueInEnvironment(mark)) {
        ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"auto", "walk"})
  void shouldEndItsCommandsAndTellOfThemWhenAKilledServerStartsAgain(String containment)
      throws Exception {
    startBystander("sleep", "1000");
    startBystander("setpriv", "--reuid=" + USER, "--clear-groups", "--", "sleep", "1000");
    ServerProcess killed = startServer(containment);
    List<ObservedExecution> running = startTrees(StressClient.connect(killed.uri()));
    List<Long> processes = ProcessFacts.withValueInEnvironment(lost);
    assertThat(processes).hasSizeGreaterThan(running.size()).allMatch(this::isOfUser);

    killed.destroy();
    assertThat(ProcessFacts.withValueInEnvironment(lost)).hasSameSizeAs(processes);
    ServerProcess next = startServer(containment);

    assertThat(ProcessFacts.withValueInEnvironment(lost)).as("left behind").isEmpty();
    assertThat(ProcessFacts.withValueInEnvironment(spared)).as("bystanders").hasSize(2);
    assertThat(next.logLines()).noneMatch(line -> line.contains("\"level\":\"ERROR\""));
    try (StressClient client = StressClient.connect(next.uri())) {
      for (ObservedExecution one : running) {
        assertLost(client.status(one.id()), one);
      }
    }
    next.destroy();
    startServer(containment);
    for (ObservedExecution one : running) {
      assertToldOnce(one);
    }
  }

  private static void assertLost(ExecutionStatus status, ObservedExecution execution)
      throws Exception {
    assertThat(status.state()).isEqualTo(ExecutionState.LOST);
    assertThat(status.pid()).isEqualTo(execution.awaitResult().pid());
    assertThat(status.exit().status()).isEqualTo(CompletionStatus.LOST);
    assertThat(status.exit().treeEmpty()).isTrue();
  }

  /** By its start, of the first server, and its end, of the second; the third knows no better. */
  private void assertToldOnce(ObservedExecution execution) throws Exception {
    await().atMost(PATIENCE).until(() -> !lines("execution_ended", execution).isEmpty());
    List<JsonNode> starts = lines("execution_started", execution);
    List<JsonNode> ends = lines("execution_ended", execution);
    assertThat(starts).hasSize(1);
    assertThat(starts.getFirst().get("argv").toString()).contains("sleep 1000");
    assertThat(ends).hasSize(1);
    JsonNode end = ends.getFirst();
    assertThat(end.get("status").asString()).isEqualTo("lost");
    assertThat(end.get("tree_empty").asBoolean()).isTrue();
    for (String member : List.of("principal", "pid", "marker")) {
      assertThat(end.get(member)).isNotNull().isEqualTo(starts.getFirst().get(member));
    }
  }

  private List<JsonNode> lines(String event, ObservedExecution execution) throws IOException {
    return Files.readAllLines(audit()).stream()
        .map(Json.MAPPER::readTree)
        .filter(line -> line.get("event").asString().equals(event))
        .filter(line -> line.get("execution_id").asString().equals(execution.id()))
        .toList();
  }

  private Path audit() {
    return directory.resolve("audit.jsonl");
  }

  private boolean isOfUser(long pid) {
    try {
      return Files.getOwner(Path.of("/proc", Long.toString(pid))).getName().equals(USER);
    } catch (IOException e) {
      throw new AssertionError("process " + pid + " has ended", e);
    }
  }

  private void startBystander(String... words) throws Exception {
    ProcessBuilder bystander = new ProcessBuilder(words);
    bystander.environment().put("MARK", spared);
    bystander.start();
  }

  private List<ObservedExecution> startTrees(StressClient client) throws Exception {
    List<ObservedExecution> running = new ArrayList<>();
    for (String line : TREES) {
      ExecuteParamsBuilder params =
          ExecuteParams.command(line).env(Map.of("MARK", lost)).drainTimeout(LONG_SECONDS);
      running.add(client.start(params));
    }
    for (ObservedExecution one : running) {
      await().atMost(PATIENCE).until(() -> one.jsonOutput().stdout().bytes() > 0);
    }
    return running;
  }

  private ServerProcess startServer(String containment) throws Exception {
    ServerProcess server =
        ServerProcess.start(
            PackagedServer.serveCommand(
                List.of(),
                directory.resolve("data"),
                "--run-as",
                USER,
                "--containment",
                containment,
                "--audit-file",
                audit().toString()),
            directory.resolve("log-" + servers.size()));
    servers.add(server);
    return server;
  }
}
