package dev.ccexecutor.server.posix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import dev.ccexecutor.server.testkit.FailingLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpawnerTest {
  private static final Map<String, String> ENVIRONMENT = Map.of("PATH", "/usr/bin:/bin");
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @TempDir private Path directory;

  private Spawner spawner;

  @BeforeEach
  void startSpawner() throws IOException {
    ServerProcess.prepare();
    spawner = new Spawner(FileLimit.raiseOwn(), ChildTerms.PLAIN, () -> directory.resolve("gate"));
  }

  @AfterEach
  void stopSpawner() throws Exception {
    spawner.close();
  }

  @Test
  void shouldTellTheExitCodeAgainAndAgainUntilReaped() throws Exception {
    SpawnedProcess process = spawn("sh", "-c", "exit 7");
    try {
      ChildExit exit = awaitExit(process.leader());

      assertThat(exit.exitCode()).isEqualTo(7);
      assertThat(exit.signal()).isZero();
      assertThat(process.leader().peekExit()).isNotNull();
      assertThat(stateOf(process.leader().pid())).isEqualTo('Z');
    } finally {
      end(process);
    }
    assertThat(ProcessTable.read(process.leader().pid())).isNull();
  }

  @Test
  void shouldTellTheSignalWhenOneEndedTheChild() throws Exception {
    SpawnedProcess process = spawn("sleep", "60");
    try {
      assertThat(process.leader().signalGroup(15)).isTrue();

      assertThat(awaitExit(process.leader()).signal()).isEqualTo(15);
    } finally {
      end(process);
    }
  }

  @Test
  void shouldMakeTheChildTheLeaderOfItsOwnGroupAndSession() throws Exception {
    SpawnedProcess process = spawn("sleep", "60");
    int pid = process.leader().pid();
    try {
      ProcessTable.Entry entry = ProcessTable.read(pid);

      assertThat(entry.groupId()).isEqualTo(pid);
      assertThat(entry.sessionId()).isEqualTo(pid);
    } finally {
      process.leader().signalGroup(9);
      awaitExit(process.leader());
      end(process);
    }
  }

  @Test
  void shouldRefuseToSignalTheGroupWhenItsPidWasGivenBack() throws Exception {
    SpawnedProcess process = spawn("true");
    awaitExit(process.leader());
    end(process);

    assertThatIllegalStateException().isThrownBy(() -> process.leader().signalGroup(9));
  }

  @Test
  void shouldTellEnoentWhenNoDirectoryOfThePathHasTheProgram() throws Exception {
    PosixException failure = failureOf(null, "no-such-program-anywhere");

    assertThat(failure.errnoName()).isEqualTo("ENOENT");
    assertThat(failure.path()).isEqualTo("no-such-program-anywhere");
  }

  @Test
  void shouldTellEaccesWhenTheOnlyMatchMayNotBeRun() throws Exception {
    Files.writeString(directory.resolve("locked"), "#!/bin/sh\n");
    SpawnRequest request =
        new SpawnRequest(
            List.of("locked"),
            Map.of("PATH", directory.toString()),
            null,
            ChildStreams.OUTPUT_ONLY,
            ResourceLimits.NONE);

    assertThat(failureOf(request).errnoName()).isEqualTo("EACCES");
  }

  @Test
  void shouldPreferAProgramThatMayBeRunWhenAnEarlierOneMayNot() throws Exception {
    Path first = Files.createDirectory(directory.resolve("first"));
    Path second = Files.createDirectory(directory.resolve("second"));
    Files.writeString(first.resolve("tool"), "#!/bin/sh\nexit 1\n");
    Path runnable = Files.writeString(second.resolve("tool"), "#!/bin/sh\nexit 5\n");
    Files.setPosixFilePermissions(runnable, PosixFilePermissions.fromString("rwxr-xr-x"));
    SpawnRequest request =
        new SpawnRequest(
            List.of("tool"),
            Map.of("PATH", first + ":" + second),
            null,
            ChildStreams.OUTPUT_ONLY,
            ResourceLimits.NONE);

    SpawnedProcess process = spawn(request);
    try {
      assertThat(awaitExit(process.leader()).exitCode()).isEqualTo(5);
    } finally {
      end(process);
    }
  }

  @Test
  void shouldNameTheDirectoryWhenItIsMissing() throws Exception {
    String missing = directory.resolve("gone").toString();

    PosixException failure = failureOf(missing, "true");

    assertThat(failure.errnoName()).isEqualTo("ENOENT");
    assertThat(failure.path()).isEqualTo(missing);
  }

  @Test
  void shouldLeaveNoDescriptorOpenWhenSpawnsFail() throws Exception {
    failureOf(null, "no-such-program-anywhere");
    long before = openDescriptors();

    for (int i = 0; i < 50; i++) {
      failureOf(null, "/dev/null");
      failureOf("/dev/null", "true");
    }

    await().atMost(PATIENCE).until(() -> openDescriptors() <= before);
  }

  @Test
  void shouldTellItsFailureAndGoOnWhenNotEvenTheLogTakesTheFault() throws Exception {
    CompletableFuture<PosixException> failure = new CompletableFuture<>();
    try (FailingLog log =
        FailingLog.at(Spawner.class, "a spawn failed in a way that posix_spawn does not")) {
      spawner.spawn(request("true"), new FailingReceiver(failure));

      assertThat(failure.get(PATIENCE.toSeconds(), TimeUnit.SECONDS).errnoName())
          .isEqualTo("EINVAL");
      assertThat(log.failures()).isEqualTo(1);
    }
    SpawnedProcess next = spawn("true");
    awaitExit(next.leader());
    end(next);
  }

  @Test
  void shouldGoOnWhenATaskFailsAndTheLogToo() throws Exception {
    try (FailingLog log = FailingLog.at(Spawner.class, "a task of the spawner failed")) {
      spawner.execute(
          () -> {
            throw new AssertionError("on purpose");
          });
      SpawnedProcess next = spawn("true");

      awaitExit(next.leader());
      end(next);
      assertThat(log.failures()).isEqualTo(1);
    }
  }

  @Test
  void shouldLeaveNothingBehindWhenAProcessIsDiscarded() throws Exception {
    failureOf(null, "no-such-program-anywhere");
    long descriptors = openDescriptors();
    SpawnedProcess process = spawn("sh", "-c", "trap '' TERM; sleep 1000; :");

    spawner.discard(process);

    await().atMost(PATIENCE).until(() -> ProcessTable.read(process.leader().pid()) == null);
    await().atMost(PATIENCE).until(() -> openDescriptors() <= descriptors);
  }

  /** One that fails before anything was spawned. */
  private record FailingReceiver(CompletableFuture<PosixException> failure)
      implements Spawner.Receiver {
    @Override
    public void starting() {
      throw new AssertionError("on purpose");
    }

    @Override
    public void spawned(SpawnedProcess process) {
      throw new AssertionError("nothing was spawned");
    }

    @Override
    public void failed(PosixException told) {
      failure.complete(told);
    }
  }

  @Test
  void shouldReadATableEntryWhenTheProgramsNameHasBracketsAndBlanks() throws Exception {
    Path program = directory.resolve("a) S 1 (b");
    Files.copy(Path.of("/bin/sleep"), program);
    SpawnedProcess process = spawn(program.toString(), "60");
    int pid = process.leader().pid();
    try {
      ProcessTable.Entry entry = ProcessTable.read().entry(pid);

      assertThat(entry.parentPid()).isEqualTo((int) ProcessHandle.current().pid());
      assertThat(entry.groupId()).isEqualTo(pid);
      assertThat(entry.startTicks()).isPositive();
    } finally {
      process.leader().signalGroup(9);
      awaitExit(process.leader());
      end(process);
    }
  }

  private SpawnedProcess spawn(String... argv) throws Exception {
    return spawn(request(argv));
  }

  private static SpawnRequest request(String... argv) {
    return new SpawnRequest(
        List.of(argv), ENVIRONMENT, null, ChildStreams.OUTPUT_ONLY, ResourceLimits.NONE);
  }

  private SpawnedProcess spawn(SpawnRequest request) throws Exception {
    return order(request).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  private PosixException failureOf(String workingDirectory, String program) throws Exception {
    return failureOf(
        new SpawnRequest(
            List.of(program),
            ENVIRONMENT,
            workingDirectory,
            ChildStreams.OUTPUT_ONLY,
            ResourceLimits.NONE));
  }

  private PosixException failureOf(SpawnRequest request) throws Exception {
    try {
      SpawnedProcess unexpected = spawn(request);
      throw new AssertionError("started as " + unexpected.leader().pid());
    } catch (ExecutionException e) {
      return (PosixException) e.getCause();
    }
  }

  private CompletableFuture<SpawnedProcess> order(SpawnRequest request) {
    CompletableFuture<SpawnedProcess> result = new CompletableFuture<>();
    spawner.spawn(
        request,
        new Spawner.Receiver() {
          @Override
          public void spawned(SpawnedProcess process) {
            result.complete(process);
          }

          @Override
          public void failed(PosixException failure) {
            result.completeExceptionally(failure);
          }
        });
    return result;
  }

  private static ChildExit awaitExit(Leader leader) throws Exception {
    await().atMost(PATIENCE).until(() -> leader.peekExit() != null);
    return leader.peekExit();
  }

  private static char stateOf(int pid) throws IOException {
    return ProcessTable.read(pid).state();
  }

  private static void end(SpawnedProcess process) throws IOException {
    process.leader().reap();
    process.stdout().close();
    process.stderr().close();
  }

  private static long openDescriptors() throws IOException {
    try (var descriptors = Files.list(Path.of("/proc/self/fd"))) {
      return descriptors.count();
    }
  }
}
