package dev.ccexecutor.server.execution.journal;

import static dev.ccexecutor.server.execution.journal.LeftBehind.started;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ccexecutor.server.posix.ControlGroups;
import dev.ccexecutor.server.posix.ServerProcess;
import dev.ccexecutor.server.testkit.CgroupMount;
import dev.ccexecutor.server.testkit.Deadline;
import dev.ccexecutor.server.testkit.ObservedProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

class CrashRecoveryTest {
  private static final long SHORT_GRACE_MILLIS = 200;

  /** Above what a test may take. */
  private static final long NO_KILL_MILLIS = 600_000;

  private final String marker = LeftBehind.newMarker();

  @TempDir private Path data;

  private LeftBehind left;

  @BeforeAll
  static void loadNativePart() throws IOException {
    ServerProcess.prepare();
  }

  @BeforeEach
  void begin() {
    left = new LeftBehind(data);
  }

  @AfterEach
  void endWhatIsStillLeft() throws IOException {
    left.close();
  }

  @Test
  void shouldDoNothingWhenNoServerHasBeenThere() throws Exception {
    left.recover(NO_KILL_MILLIS);

    assertThat(data).isEmptyDirectory();
  }

  @Test
  void shouldEndWhoeverBearsTheMarkerWhenTheLeaderIsNotKnown() throws Exception {
    ObservedProcess member = left.sleeper(marker);
    Path instance = left.journal(new JournalRecord.Starting("lost", null, marker, "f", null, null));

    left.recover(NO_KILL_MILLIS);

    assertThat(member.lives()).isFalse();
    assertThat(instance).doesNotExist();
  }

  @Test
  void shouldEndHookAndTellNothingOfItWhenItsServerWasKilled() throws Exception {
    ObservedProcess hook = left.sleeper(marker);
    JournalRecord starting = JournaledExecution.hook("build", null, marker).starting();
    Path instance = left.journal(starting, LeftBehind.startedAs("hook:build", marker, hook));

    List<PastExecution> told = left.recover(NO_KILL_MILLIS);

    assertThat(hook.lives()).isFalse();
    assertThat(told).isEmpty();
    assertThat(instance).doesNotExist();
  }

  @Test
  void shouldEndDaemonWhenItsLeaderIsGone() throws Exception {
    List<ObservedProcess> processes =
        left.start(marker, "echo $$; setsid sh -c 'sh -c \"echo \\$\\$; sleep 1000; :\" &'", 2);
    ObservedProcess leader = processes.getFirst();
    leader.awaitEnd();
    left.journal(new JournalRecord.Started("lost", marker, leader.pid(), 1L, Instant.now()));

    left.recover(NO_KILL_MILLIS);

    assertThat(processes.get(1).lives()).isFalse();
  }

  @Test
  void shouldEndSessionWhenOneOfItBearsTheMarker() throws Exception {
    List<ObservedProcess> processes =
        left.start(marker, "echo $$; sh -c 'echo $$; sleep 1000; :' & exec env -i sleep 1000", 2);
    ObservedProcess leader = processes.getFirst();
    left.journal(started(marker, leader));

    left.recover(NO_KILL_MILLIS);

    assertThat(processes).noneMatch(ObservedProcess::lives);
  }

  @Test
  void shouldKillWhenTermIsIgnored() throws Exception {
    ObservedProcess member =
        left.start(marker, "trap '' TERM; echo $$; while :; do sleep 1000; done", 1).getFirst();
    left.journal(started(marker, member));

    left.recover(SHORT_GRACE_MILLIS);

    assertThat(member.lives()).isFalse();
  }

  @Test
  void shouldLetItEndInOrderWhenItWasStopped() throws Exception {
    Path farewell = data.resolve("farewell");
    String line =
        "trap 'touch " + farewell + "; exit' TERM; echo $$; kill -STOP $$; while :; do :; done";
    ObservedProcess member = left.start(marker, line, 1).getFirst();
    member.awaitStopped();
    left.journal(started(marker, member));

    left.recover(NO_KILL_MILLIS);

    assertThat(member.lives()).isFalse();
    assertThat(farewell).exists();
  }

  /** Once its parent has gone, nothing tells whose it was. */
  @Test
  void shouldEndDescendantWithoutMarkerWhenItOutlivesItsParent() throws Exception {
    String stubborn = "trap \"\" TERM; echo $$; while :; do sleep 1000; done";
    List<ObservedProcess> processes =
        left.start(marker, "env -i setsid sh -c '" + stubborn + "' & echo $$; sleep 1000; :", 2);
    left.journal(new JournalRecord.Starting("lost", null, marker, "f", null, null));

    left.recover(SHORT_GRACE_MILLIS);

    assertThat(processes).noneMatch(ObservedProcess::lives);
  }

  @Test
  void shouldEndNobodyWhenTheExecutionHadEnded() throws Exception {
    ObservedProcess kept = left.sleeper(marker);
    Path instance = left.journal(started(marker, kept), new JournalRecord.Ended(marker));

    left.recover(SHORT_GRACE_MILLIS);

    assertThat(kept.lives()).isTrue();
    assertThat(instance).doesNotExist();
  }

  @Test
  void shouldSpareBystanderWhenItsPidWasRecordedButItBearsNoMarker() throws Exception {
    ObservedProcess bystander = left.sleeper(null);
    left.journal(started(marker, bystander));

    left.recover(SHORT_GRACE_MILLIS);

    assertThat(bystander.lives()).isTrue();
  }

  /** The number of the leader, its group and its session has gone to a stranger. */
  @Test
  void shouldSpareBystanderWhenItsPidWasRecordedWithAnotherStartTime() throws Exception {
    List<ObservedProcess> processes =
        left.start(
            null,
            "echo $$; CC_EXECUTION_MARKER="
                + marker
                + " sh -c 'echo $$; sleep 1000; :' & exec sleep 1000",
            2);
    ObservedProcess bystander = processes.getFirst();
    left.journal(new JournalRecord.Started("lost", marker, bystander.pid(), 1L, Instant.now()));

    left.recover(SHORT_GRACE_MILLIS);

    assertThat(processes.get(1).lives()).isFalse();
    assertThat(bystander.lives()).isTrue();
  }

  @Test
  void shouldSpareBystanderWhenItBearsAnotherMarker() throws Exception {
    ObservedProcess bystander = left.sleeper(LeftBehind.newMarker());
    left.journal(started(marker, bystander));

    left.recover(SHORT_GRACE_MILLIS);

    assertThat(bystander.lives()).isTrue();
  }

  @Test
  @EnabledIf("dev.ccexecutor.server.testkit.CgroupMount#isWritable")
  void shouldEndWhoIsInACgroupWhenTheJournalCouldNotBeWritten() throws Exception {
    Path cgroups = Files.createDirectory(ownCgroup().resolve("lost-" + marker));
    ObservedProcess member = inCgroup(left.sleeper(null), cgroups, marker);
    Path instance = left.journalWithCgroups(cgroups, Instant.now().minusSeconds(60));

    assertThat(left.recover(NO_KILL_MILLIS)).isEmpty();

    assertThat(member.lives()).isFalse();
    assertThat(instance).doesNotExist();
    assertThat(cgroups).doesNotExist();
  }

  /** Such are left alive on request, and all else of them is forgotten at some time. */
  @Test
  @EnabledIf("dev.ccexecutor.server.testkit.CgroupMount#isWritable")
  void shouldSpareWhoIsInACgroupWhenTheJournalWasWrittenLater() throws Exception {
    String endedMarker = LeftBehind.newMarker();
    Path cgroups = Files.createDirectory(ownCgroup().resolve("lost-" + marker));
    ObservedProcess older = inCgroup(left.sleeper(null), cgroups, marker);
    ObservedProcess ended = inCgroup(left.sleeper(null), cgroups, endedMarker);
    left.journalWithCgroups(cgroups, Instant.now().plusSeconds(60));
    left.journalWithCgroups(
        cgroups,
        Instant.now().minusSeconds(60),
        new JournalRecord.Ended(marker),
        new JournalRecord.Ended(endedMarker));

    try {
      left.recover(NO_KILL_MILLIS);

      assertThat(List.of(older, ended)).allMatch(ObservedProcess::lives);
    } finally {
      Files.writeString(cgroups.resolve("cgroup.kill"), "1");
      Deadline.await("the cgroups to be empty")
          .until(() -> ControlGroups.madeIn(cgroups, older.pid(), marker).removeIfEmpty());
      Deadline.await("the cgroups to be empty")
          .until(() -> ControlGroups.madeIn(cgroups, ended.pid(), endedMarker).removeIfEmpty());
      Files.delete(cgroups);
    }
  }

  private static Path ownCgroup() {
    return CgroupMount.directoryOf((int) ProcessHandle.current().pid()).orElseThrow();
  }

  private static ObservedProcess inCgroup(ObservedProcess process, Path cgroups, String marker)
      throws IOException {
    Path group = Files.createDirectory(cgroups.resolve(process.pid() + "-" + marker));
    Files.writeString(group.resolve("cgroup.procs"), Integer.toString(process.pid()));
    for (ProcessHandle child :
        ProcessHandle.of(process.pid()).orElseThrow().descendants().toList()) {
      Files.writeString(group.resolve("cgroup.procs"), Long.toString(child.pid()));
    }
    return process;
  }

  @Test
  void shouldSpareEverybodyWhenTheJournalIsOfAnotherBoot() throws Exception {
    ObservedProcess bystander = left.sleeper(marker);
    Path instance = left.journalOfBoot("another", started(marker, bystander));

    left.recover(SHORT_GRACE_MILLIS);

    assertThat(bystander.lives()).isTrue();
    assertThat(instance).doesNotExist();
  }

  @Test
  void shouldDeleteDirectoryWhenItsServerCameNoFurtherThanThat() throws Exception {
    Path withoutLock = Files.createDirectories(data.resolve("instances/a"));
    Path withoutJournal = Files.createDirectories(data.resolve("instances/b"));
    Files.createFile(withoutJournal.resolve("lock"));

    left.recover(NO_KILL_MILLIS);

    assertThat(withoutLock).doesNotExist();
    assertThat(withoutJournal).doesNotExist();
  }

  /** As a child does that is to be put under limits: it holds the gate, and bears no marker. */
  @Test
  void shouldEndWhoeverWaitsAtTheGateOfADeadServer() throws Exception {
    Path instance = left.journal(new JournalRecord.Starting("lost", null, marker, "f", null, null));
    Path elsewhere = Files.createFile(data.resolve("elsewhere"));
    Path gate = Files.createFile(instance.resolve("gate"));
    String hold = "echo $$; exec 3<'%s'; exec sleep 1000";
    ObservedProcess waiting = left.start(null, hold.formatted(gate), 1).getFirst();
    ObservedProcess bystander = left.start(null, hold.formatted(elsewhere), 1).getFirst();

    left.recover(SHORT_GRACE_MILLIS);

    waiting.awaitEnd();
    assertThat(bystander.lives()).isTrue();
    assertThat(instance).doesNotExist();
  }
}
