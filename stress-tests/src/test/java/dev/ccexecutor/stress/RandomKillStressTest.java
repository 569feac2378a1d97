package dev.ccexecutor.stress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccexecutor.protocol.execution.ExecuteParams;
import dev.ccexecutor.protocol.execution.ExecuteParamsBuilder;
import dev.ccexecutor.protocol.execution.ExecutionState;
import dev.ccexecutor.protocol.execution.OnDisconnect;
import dev.ccexecutor.protocol.execution.ProcessCompleted;
import dev.ccexecutor.protocol.execution.SpoolMode;
import dev.ccexecutor.stress.server.PackagedServer;
import dev.ccexecutor.stress.server.ProcessFacts;
import dev.ccexecutor.stress.server.ServerProcess;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * SIGKILL to the server, again and again on one data directory, while commands start, flood, leave
 * their sessions and are killed themselves, and clients vanish: nobody is left behind, and whatever
 * a client was told still holds.
 */
@Timeout(value = 300, unit = TimeUnit.SECONDS)
class RandomKillStressTest {
  /** To repeat a run: {@code -Dcc-executor.stress.seed=…}. The moments are the machine's. */
  private static final String SEED_PROPERTY = "cc-executor.stress.seed";

  /** For long runs: {@code -Dcc-executor.stress.kills=…}, of the server. */
  private static final int KILLS = Integer.getInteger("cc-executor.stress.kills", 6);

  private static final int MOST_STEPS = 60;

  private static final List<String> LINES =
      List.of(
          "exit 3",
          "seq 20000",
          "yes | head -c 3000000",
          "setsid sleep 1000 & sleep 1000",
          "(setsid sh -c 'sleep 1000; :' &); sleep 0.05",
          "sleep 1000 & sleep 1000 & wait",
          "kill -9 $$");

  private final String mark = "killed-" + UUID.randomUUID();
  private final List<ServerProcess> servers = new ArrayList<>();
  private final List<ObservedExecution> requested = new ArrayList<>();
  private final Map<String, ProcessCompleted> ends = new LinkedHashMap<>();
  private final Set<String> started = new HashSet<>();

  @TempDir private Path directory;

  @AfterEach
  void endAll() throws Exception {
    for (ServerProcess server : servers) {
      server.destroy();
    }
    marked().forEach(RandomKillStressTest::kill);
  }

  @Test
  void shouldKeepWhatItHasToldAndLeaveNobodyBehindWhenAnythingIsKilled() throws Exception {
    long seed = Long.getLong(SEED_PROPERTY, new Random().nextLong());
    try {
      Random random = new Random(seed);
      for (int kill = 0; kill < KILLS; kill++) {
        ServerProcess server = startServer();
        assertAllIsKnown(server);
        disturb(server, random);
        server.destroy();
        note();
      }
      ServerProcess last = startServer();
      assertAllIsKnown(last);
      assertThat(started).hasSizeGreaterThan(KILLS);
      assertThat(ends).isNotEmpty();
      last.sendTerm();
      assertThat(last.awaitExit()).isZero();
      for (ServerProcess server : servers) {
        assertThat(server.logLines()).noneMatch(line -> line.contains("\"level\":\"ERROR\""));
      }
    } catch (Exception | AssertionError e) {
      throw new AssertionError("with -D" + SEED_PROPERTY + "=" + seed, e);
    }
  }

  private void disturb(ServerProcess server, Random random) throws Exception {
    List<StressClient> clients = new ArrayList<>();
    try {
      int steps = 1 + random.nextInt(MOST_STEPS);
      for (int step = 0; step < steps; step++) {
        if (clients.isEmpty() || random.nextInt(10) == 0) {
          clients.add(StressClient.connect(server.uri()));
        }
        step(clients, random);
      }
    } finally {
      clients.forEach(StressClient::close);
    }
  }

  private void step(List<StressClient> clients, Random random) throws Exception {
    int client = random.nextInt(clients.size());
    switch (random.nextInt(12)) {
      case 0 -> clients.remove(client).close();
      case 1 -> {
        List<Long> alive = marked();
        if (!alive.isEmpty()) {
          kill(alive.get(random.nextInt(alive.size())));
        }
      }
      case 2, 3 -> requested.add(clients.get(client).start(command(random)));
      case 4 -> clients.get(client).start(command("echo told", random)).awaitWholeJson();
      default -> requested.add(clients.get(client).request(command(random)));
    }
  }

  private ExecuteParamsBuilder command(Random random) {
    return command(LINES.get(random.nextInt(LINES.size())), random);
  }

  private ExecuteParamsBuilder command(String line, Random random) {
    SpoolMode[] spools = SpoolMode.values();
    return ExecuteParams.command(line)
        .env(Map.of("MARK", mark))
        .spool(spools[random.nextInt(spools.length)])
        .onDisconnect(random.nextBoolean() ? OnDisconnect.DETACH : OnDisconnect.CANCEL);
  }

  /** What clients were told before the server was killed. */
  private void note() {
    for (ObservedExecution execution : requested) {
      if (isTold(execution.result())) {
        started.add(execution.id());
      }
      if (isTold(execution.completed())) {
        ends.put(execution.id(), execution.completed().join());
      }
    }
    requested.clear();
  }

  private static boolean isTold(CompletableFuture<?> future) {
    return future.isDone() && !future.isCompletedExceptionally();
  }

  private void assertAllIsKnown(ServerProcess server) throws Exception {
    assertThat(marked()).as("left behind").isEmpty();
    try (StressClient client = StressClient.connect(server.uri())) {
      for (String id : started) {
        assertThat(client.status(id).state())
            .as(id)
            .isIn(ExecutionState.COMPLETED, ExecutionState.LOST);
      }
      for (Map.Entry<String, ProcessCompleted> end : ends.entrySet()) {
        assertThat(client.status(end.getKey()).exit()).isEqualTo(end.getValue());
      }
    }
  }

  private List<Long> marked() {
    return ProcessFacts.withValueInEnvironment(mark);
  }

  private static void kill(long pid) {
    ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
  }

  private ServerProcess startServer() throws Exception {
    ServerProcess server =
        ServerProcess.start(
            PackagedServer.serveCommand(List.of(), directory.resolve("data")),
            directory.resolve("log-" + servers.size()));
    servers.add(server);
    return server;
  }
}
