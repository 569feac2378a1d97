package dev.ccexecutor.server.posix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ccexecutor.server.testkit.Deadline;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the kernel shows of children that were started under limits. */
@Timeout(60)
class ResourceLimitsTest {
  private static final Map<String, String> ENVIRONMENT = Map.of("PATH", "/usr/bin:/bin");
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int SIGKILL = 9;

  /** Any that has the child held back. */
  private static final ResourceLimits SOME = new ResourceLimits(1000L, null, null, null, 1, null);

  @TempDir private Path directory;

  private final List<SpawnedProcess> processes = new ArrayList<>();
  private Spawner spawner;

  @BeforeEach
  void startSpawner() throws IOException {
    ServerProcess.prepare();
    spawner = new Spawner(FileLimit.raiseOwn(), ChildTerms.PLAIN, () -> directory.resolve("gate"));
  }

  @AfterEach
  void endAll() throws Exception {
    for (SpawnedProcess process : processes) {
      process.leader().signalGroup(SIGKILL);
      await().atMost(PATIENCE).until(() -> process.leader().peekExit() != null);
      process.leader().reap();
      process.stdout().close();
      process.stderr().close();
    }
    spawner.close();
  }

  @Test
  void shouldPutTheChildUnderEveryLimitThatIsAskedFor() throws Exception {
    int pid = start(new ResourceLimits(77L, 1L << 30, 64L, 5000L, 3, 444), "sleep", "60");

    assertThat(limitLine(pid, "Max cpu time")).containsSequence("77", "78");
    assertThat(limitLine(pid, "Max address space")).containsSequence("1073741824", "1073741824");
    assertThat(limitLine(pid, "Max open files")).containsSequence("64", "64");
    assertThat(limitLine(pid, "Max processes")).containsSequence("5000", "5000");
    assertThat(niceOf(pid)).isEqualTo(3);
    assertThat(oomScoreAdjOf("" + pid)).isEqualTo(444);
  }

  @Test
  void shouldLeaveEverythingElseWithWhatTheServerHas() throws Exception {
    int without = start(ResourceLimits.NONE, "sleep", "60");
    int with = start(SOME, "sleep", "60");

    for (String limit : List.of("Max address space", "Max processes", "Max file size")) {
      assertThat(limitLine(with, limit)).isEqualTo(limitLine(without, limit));
    }
    assertThat(oomScoreAdjOf("" + with)).isEqualTo(oomScoreAdjOf("self"));
  }

  @Test
  void shouldRankTheChildAndNotTheServerWhenOnlyThatIsAskedFor() throws Exception {
    int own = oomScoreAdjOf("self");

    int pid = start(new ResourceLimits(null, null, null, null, null, 555), "sleep", "60");

    assertThat(oomScoreAdjOf("" + pid)).isEqualTo(555);
    assertThat(oomScoreAdjOf("self")).isEqualTo(own);
  }

  @Test
  void shouldLeaveTheServerAsItIsWhenAChildIsLimited() throws Exception {
    String limits = Files.readString(Path.of("/proc/self/limits"));
    int own = oomScoreAdjOf("self");

    start(new ResourceLimits(77L, 1L << 30, 64L, 5000L, 3, 444), "sleep", "60");

    assertThat(Files.readString(Path.of("/proc/self/limits"))).isEqualTo(limits);
    assertThat(oomScoreAdjOf("self")).isEqualTo(own);
    assertThat(OwnLimits.read().nice()).isNotEqualTo(3);
  }

  @Test
  void shouldKeepGroupSessionDescriptorsAndArgumentsWhenTheChildWasHeldBack() throws Exception {
    int pid = start(SOME, "sleep", "60");

    ProcessTable.Entry entry = ProcessTable.read(pid);
    assertThat(entry.groupId()).isEqualTo(pid);
    assertThat(entry.sessionId()).isEqualTo(pid);
    // In the middle of its exec a process shows no arguments.
    Deadline.await("the program to run").until(() -> !read(pid, "cmdline").isEmpty());
    assertThat(read(pid, "cmdline")).isEqualTo("sleep\00060\000");
    assertThat(read(pid, "environ")).isEqualTo("PATH=/usr/bin:/bin\000");
    try (var descriptors = Files.list(Path.of("/proc/" + pid + "/fd"))) {
      assertThat(descriptors.map(path -> path.getFileName().toString()))
          .containsExactlyInAnyOrder("0", "1", "2");
    }
  }

  @Test
  void shouldComeThroughTheExecWhenVeryFewFilesMayBeOpen() throws Exception {
    int pid = start(new ResourceLimits(null, null, 5L, null, null, null), "sleep", "60");

    assertThat(limitLine(pid, "Max open files")).containsSequence("5", "5");
    assertThat(peek(pid)).isNull();
  }

  @Test
  void shouldTellWhatIsWrongWithTheProgramAsWithoutLimits() throws Exception {
    Path text = Files.writeString(directory.resolve("text"), "echo no interpreter\n");
    Files.setPosixFilePermissions(text, PosixFilePermissions.fromString("rwxr-xr-x"));
    Path locked = Files.writeString(directory.resolve("locked"), "#!/bin/sh\n");
    String tooLong = "x".repeat(200_000);

    assertThat(failureOf(null, "/no/such/program").errnoName()).isEqualTo("ENOENT");
    assertThat(failureOf(null, locked.toString()).errnoName()).isEqualTo("EACCES");
    assertThat(failureOf(null, text.toString()).errnoName()).isEqualTo("ENOEXEC");
    assertThat(failureOf(null, "true", tooLong).errnoName()).isEqualTo("E2BIG");
    assertThat(failureOf(directory + "/gone", "true").path()).isEqualTo(directory + "/gone");
  }

  @Test
  void shouldStartNothingWhenALimitCanNotBeSet() throws Exception {
    Path trace = directory.resolve("trace");
    ResourceLimits impossible = new ResourceLimits(null, null, null, null, 1, 9999);

    PosixException failure = failureOf(request(impossible, null, "touch", trace.toString()));

    assertThat(failure.errnoName()).isEqualTo("EINVAL");
    assertThat(failure.path()).endsWith("/oom_score_adj");
    assertThat(trace).doesNotExist();
    assertThat(start(SOME, "sleep", "60")).isPositive();
  }

  @Test
  void shouldLeaveNoDescriptorAndNoZombieWhenSpawnsUnderLimitsFail() throws Exception {
    failureOf(null, "/no/such/program");
    long before = openDescriptors();
    ResourceLimits impossible = new ResourceLimits(null, null, null, null, 1, 9999);

    for (int i = 0; i < 30; i++) {
      failureOf(null, "/no/such/program");
      failureOf(request(impossible, null, "true"));
    }

    await().atMost(PATIENCE).until(() -> openDescriptors() <= before);
    int self = (int) ProcessHandle.current().pid();
    assertThat(ProcessTable.read().children(self)).noneMatch(ProcessTable.Entry::isDead);
  }

  @Test
  void shouldHoldEachOfManyChildrenBackWhenTheyAreStartedAtOnce() throws Exception {
    List<CompletableFuture<SpawnedProcess>> started = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      ResourceLimits limits = i % 3 == 0 ? ResourceLimits.NONE : SOME;
      started.add(order(request(limits, null, "sleep", "60")));
    }

    for (int i = 0; i < started.size(); i++) {
      SpawnedProcess process = started.get(i).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      processes.add(process);
      assertThat(limitLine(process.leader().pid(), "Max cpu time"))
          .contains(i % 3 == 0 ? "unlimited" : "1000");
    }
  }

  @Test
  void shouldRemoveTheGateWhenTheSpawnerEnds() throws Exception {
    Path gate = directory.resolve("gate");
    start(SOME, "sleep", "60");
    assertThat(gate).exists();

    spawner.close();
    assertThat(gate).doesNotExist();

    startSpawner(); // To be closed by what follows each test.
  }

  private int start(ResourceLimits limits, String... argv) throws Exception {
    SpawnedProcess process =
        order(request(limits, null, argv)).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    processes.add(process);
    return process.leader().pid();
  }

  private ChildExit peek(int pid) throws IOException {
    for (SpawnedProcess process : processes) {
      if (process.leader().pid() == pid) {
        return process.leader().peekExit();
      }
    }
    throw new AssertionError("not a child of this test: " + pid);
  }

  private static SpawnRequest request(ResourceLimits limits, String cwd, String... argv) {
    return new SpawnRequest(List.of(argv), ENVIRONMENT, cwd, ChildStreams.OUTPUT_ONLY, limits);
  }

  private PosixException failureOf(String cwd, String... argv) throws Exception {
    return failureOf(request(SOME, cwd, argv));
  }

  private PosixException failureOf(SpawnRequest request) throws Exception {
    try {
      processes.add(order(request).get(PATIENCE.toSeconds(), TimeUnit.SECONDS));
      throw new AssertionError("it was started");
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

  private static List<String> limitLine(int pid, String name) throws IOException {
    return read(pid, "limits")
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .map(line -> List.of(line.substring(name.length()).trim().split(" +")))
        .findFirst()
        .orElseThrow();
  }

  private static int niceOf(int pid) throws IOException {
    String stat = read(pid, "stat");
    return Integer.parseInt(stat.substring(stat.lastIndexOf(')') + 2).split(" ")[16]);
  }

  private static int oomScoreAdjOf(String process) throws IOException {
    return Integer.parseInt(
        Files.readString(Path.of("/proc/" + process + "/oom_score_adj")).trim());
  }

  private static String read(int pid, String file) throws IOException {
    return Files.readString(Path.of("/proc/" + pid + "/" + file), StandardCharsets.ISO_8859_1);
  }

  private static long openDescriptors() throws IOException {
    try (var descriptors = Files.list(Path.of("/proc/self/fd"))) {
      return descriptors.count();
    }
  }
}
