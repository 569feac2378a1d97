package dev.ccexecutor.stress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ccexecutor.protocol.execution.CompletionStatus;
import dev.ccexecutor.protocol.execution.ControlType;
import dev.ccexecutor.protocol.execution.ExecuteParams;
import dev.ccexecutor.protocol.execution.ExecuteParamsBuilder;
import dev.ccexecutor.protocol.execution.ExecutionState;
import dev.ccexecutor.protocol.execution.ExecutionStatus;
import dev.ccexecutor.protocol.execution.Leftovers;
import dev.ccexecutor.protocol.execution.ListParams;
import dev.ccexecutor.protocol.execution.ProcessCompleted;
import dev.ccexecutor.stress.server.PackagedServer;
import dev.ccexecutor.stress.server.ProcessFacts;
import dev.ccexecutor.stress.server.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** SIGKILL to the server itself: the next one on its data directory ends what it has left. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class CrashStressTest {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** None of its executions ends by itself while the test runs. */
  private static final double LONG_SECONDS = 300;

  private static final double SHORT_SECONDS = 0.1;

  /** More than a page of the list takes. */
  private static final int MANY = 300;

  private final String lost = "lost-" + UUID.randomUUID();
  private final String spared = "spared-" + UUID.randomUUID();
  private final List<ServerProcess> servers = new ArrayList<>();

  @TempDir private Path directory;

  @AfterEach
  void endAll() throws Exception {
    for (ServerProcess server : servers) {
      server.destroy();
    }
    hidden().forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
    for (String mark : List.of(lost, spared)) {
      for (long pid : ProcessFacts.withValueInEnvironment(mark)) {
        ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
      }
    }
  }

  @Test
  void shouldEndWhatKilledServerHasLeftAndNobodyElseWhenItStartsAgain() throws Exception {
    startBystander();
    ServerProcess killed = startServer();
    StressClient client = StressClient.connect(killed.uri());
    startKept(client);
    startTrees(client);
    int processes = ProcessFacts.withValueInEnvironment(lost).size();

    killed.destroy();
    assertThat(ProcessFacts.withValueInEnvironment(lost)).hasSize(processes);
    ServerProcess next = startServer();

    assertThat(ProcessFacts.withValueInEnvironment(lost)).as("left behind").isEmpty();
    assertThat(ProcessFacts.withValueInEnvironment(spared)).as("kept, and bystander").hasSize(2);
    assertServes(next);
    next.sendTerm();
    assertThat(next.awaitExit()).isZero();
    try (Stream<Path> remembered = Files.list(instances())) {
      assertThat(remembered).as("instances").hasSize(1);
    }
    assertThat(next.logLines()).noneMatch(line -> line.contains("\"level\":\"ERROR\""));
  }

  /** What a client was told of before SIGKILL, a later one is told of after it. */
  @Test
  void shouldTellOfWhatRanAndEndedWhenServerWasKilled() throws Exception {
    ServerProcess killed = startServer();
    StressClient client = StressClient.connect(killed.uri());
    Map<String, ProcessCompleted> ends = new LinkedHashMap<>();
    for (int number = 0; number < MANY; number++) {
      ProcessCompleted end =
          client.start(ExecuteParams.command("echo x; exit " + number % 100)).awaitWholeJson();
      ends.put(end.executionId(), end);
    }
    ExecuteParamsBuilder sleeper = command(lost, "echo ready; exec sleep 1000");
    ObservedExecution running = startReady(client, sleeper);
    List<String> ids = new ArrayList<>(ends.keySet());
    ids.add(running.id());
    ExecuteParamsBuilder last = ExecuteParams.command("exit 7");
    ProcessCompleted lastEnd = client.start(last).awaitCompleted();
    killed.destroy(); // At once: the end was told just now.
    ends.put(lastEnd.executionId(), lastEnd);
    ids.add(lastEnd.executionId());

    for (int restart = 0; restart < 2; restart++) {
      ServerProcess next = startServer();
      try (StressClient later = StressClient.connect(next.uri())) {
        for (ProcessCompleted end : ends.values()) {
          assertThat(later.status(end.executionId()).exit()).isEqualTo(end);
        }
        assertLost(later, running);
        assertThat(list(later)).containsExactlyElementsOf(ids);
        assertExisting(later, sleeper, ExecutionState.LOST);
        assertExisting(later, last, ExecutionState.COMPLETED);
        assertThat(ProcessFacts.withValueInEnvironment(lost)).isEmpty();
      }
      next.destroy();
    }
  }

  private static void assertLost(StressClient client, ObservedExecution execution)
      throws Exception {
    ExecutionStatus status = client.status(execution.id());
    assertThat(status.state()).isEqualTo(ExecutionState.LOST);
    assertThat(status.pid()).isEqualTo(execution.awaitResult().pid());
    assertThat(status.startedAt()).isNotNull();
    assertThat(status.exit().status()).isEqualTo(CompletionStatus.LOST);
    assertThat(status.exit().exitCode()).isNull();
    assertThat(status.exit().treeEmpty()).isTrue();
  }

  /** The params bear the id under which they were sent. */
  private static void assertExisting(
      StressClient client, ExecuteParamsBuilder params, ExecutionState state) throws Exception {
    JsonNode answer = client.call("execute", params.build());
    assertThat(answer.get("existing").asBoolean()).isTrue();
    assertThat(answer.get("state").asString()).isEqualTo(state.wireName());
  }

  private static List<String> list(StressClient client) throws Exception {
    List<String> ids = new ArrayList<>();
    String cursor = null;
    do {
      JsonNode page = client.call("execution.list", new ListParams(cursor));
      page.get("executions").forEach(status -> ids.add(status.get("execution_id").asString()));
      cursor = page.has("cursor") ? page.get("cursor").asString() : null;
    } while (cursor != null);
    return ids;
  }

  @Test
  void shouldLeaveCommandsOfLivingServerAloneWhenAnotherStartsOnTheSameDirectory()
      throws Exception {
    ServerProcess living = startServer();
    ServerProcess killed = startServer();
    StressClient livingClient = StressClient.connect(living.uri());
    StressClient killedClient = StressClient.connect(killed.uri());
    ObservedExecution running =
        startReady(livingClient, command(spared, "echo ready; exec sleep 1000"));
    startReady(killedClient, command(lost, "echo ready; exec sleep 1000"));

    killed.destroy();
    startServer();

    assertThat(ProcessFacts.withValueInEnvironment(lost)).isEmpty();
    assertThat(ProcessFacts.withValueInEnvironment(spared)).hasSize(1);
    livingClient.control(ControlType.CANCEL, running);
    running.awaitWholeJson();
  }

  /** No marker, no parent, no session in common: only the cgroup tells whose it is. */
  @Test
  void shouldEndProcessThatHidesWellWhenServerHeldItInCgroup() throws Exception {
    ServerProcess killed = startServer();
    assumeTrue(
        killed.logLines().stream().anyMatch(line -> line.contains("processes are held in cgroups")),
        "no cgroups can be had here");
    StressClient client = StressClient.connect(killed.uri());
    String hide = "(env -i setsid sh -c 'echo ready; while :; do sleep 1; done' " + lost + " &)";
    startReady(client, command(lost, hide + "; sleep 1000"));
    await()
        .atMost(PATIENCE)
        .until(() -> hidden().stream().filter(this::isInCgroupOfServer).count() == 1);
    assertThat(hidden()).hasSize(1);

    killed.destroy();
    startServer();

    assertThat(hidden()).isEmpty();
  }

  /** The shell of the command has it among its arguments too, but within a longer one. */
  private List<Long> hidden() {
    return ProcessFacts.withArgument(lost);
  }

  private boolean isInCgroupOfServer(long pid) {
    try {
      return Files.readString(Path.of("/proc/" + pid + "/cgroup")).contains("/cc-executor-");
    } catch (IOException e) {
      return false; // It comes and goes while the shell forks.
    }
  }

  private void startBystander() throws Exception {
    ProcessBuilder bystander = new ProcessBuilder("sleep", "1000");
    bystander.environment().put("MARK", spared);
    bystander.start();
  }

  /** What is started after it has ended is written down after its end. */
  private void startKept(StressClient client) throws Exception {
    client
        .start(
            command(spared, "sleep 1000 & echo started")
                .leftovers(Leftovers.KEEP)
                .drainTimeout(SHORT_SECONDS))
        .awaitWholeJson();
  }

  private void startTrees(StressClient client) throws Exception {
    startReady(client, command(lost, "sleep 1000 & sleep 1000 & echo ready; wait"));
    startReady(client, command(lost, "setsid sleep 1000 & echo ready; wait"));
    startReady(client, command(lost, "(setsid sh -c 'echo ready; sleep 1000; :' &)"));
    startReady(client, command(lost, "trap '' TERM; echo ready; while :; do sleep 1000; done"));
    ObservedExecution paused =
        startReady(client, command(lost, "setsid sleep 1000 & echo ready; sleep 1000"));
    client.control(ControlType.PAUSE, paused);
  }

  private static ObservedExecution startReady(StressClient client, ExecuteParamsBuilder params)
      throws Exception {
    ObservedExecution execution = client.start(params.drainTimeout(LONG_SECONDS));
    await().atMost(PATIENCE).until(() -> execution.jsonOutput().stdout().bytes() > 0);
    return execution;
  }

  private static ExecuteParamsBuilder command(String mark, String line) {
    return ExecuteParams.command(line).env(Map.of("MARK", mark));
  }

  private static void assertServes(ServerProcess server) throws Exception {
    try (StressClient client = StressClient.connect(server.uri())) {
      assertThat(client.start(ExecuteParams.command("exit 3")).awaitWholeJson().exitCode())
          .isEqualTo(3);
    }
  }

  private ServerProcess startServer() throws Exception {
    ServerProcess server =
        ServerProcess.start(
            PackagedServer.serveCommand(List.of(), directory.resolve("data")),
            directory.resolve("log-" + servers.size()));
    servers.add(server);
    return server;
  }

  private Path instances() {
    return directory.resolve("data").resolve("instances");
  }
}
