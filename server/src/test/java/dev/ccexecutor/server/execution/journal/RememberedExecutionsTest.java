package dev.ccexecutor.server.execution.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccexecutor.protocol.execution.ExecutionState;
import dev.ccexecutor.server.posix.ServerProcess;
import dev.ccexecutor.server.security.Principal;
import dev.ccexecutor.server.testkit.ObservedProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a server that starts can tell of the executions of dead ones. */
class RememberedExecutionsTest {
  private static final long SHORT_GRACE_MILLIS = 200;

  private final Instant now = Instant.now();
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
  void shouldTellHowItEndedWhenThatIsOnFile() throws Exception {
    PastExecution ended = Samples.ended("one", marker, now);
    Path instance = left.instance(List.of(ended));

    assertThat(left.recover(SHORT_GRACE_MILLIS)).containsExactly(ended);

    assertThat(instance).doesNotExist();
  }

  @Test
  void shouldTellThatItIsLostWhenItRan() throws Exception {
    ObservedProcess leader = left.sleeper(marker);
    left.instance(List.of(), starting("one"), LeftBehind.startedAs("one", marker, leader));

    PastExecution lost = left.recover(SHORT_GRACE_MILLIS).getFirst();

    assertThat(lost.fingerprint()).isEqualTo("f");
    assertThat(lost.state()).isEqualTo(ExecutionState.LOST);
    assertThat(lost.executionId()).isEqualTo("one");
    assertThat(lost.labels()).containsExactly(Map.entry("name", "value"));
    assertThat(lost.startedAt()).isNotNull();
    assertThat(lost.end().pid()).isEqualTo(leader.pid());
    assertThat(lost.end().exitCode()).isNull();
    assertThat(lost.end().treeEmpty()).isTrue();
    assertThat(leader.lives()).isFalse();
  }

  /** To open a FIFO would wait for ever (fifo(7)). */
  @Test
  void shouldRecoverTheRestWhenSomethingIsNoFile() throws Exception {
    left.instance(List.of(), starting("one"));
    Path withSegment = left.instance(List.of(), starting("two"));
    makeFifo(withSegment.resolve("history.1"));
    Path withJournal = left.instance(List.of());
    Files.delete(withJournal.resolve("journal"));
    makeFifo(withJournal.resolve("journal"));
    Path withLock = left.instance(List.of());
    Files.delete(withLock.resolve("lock"));
    makeFifo(withLock.resolve("lock"));
    Path link = data.resolve("instances").resolve("link");
    Files.createSymbolicLink(link, withLock);

    assertThat(left.recover(SHORT_GRACE_MILLIS))
        .extracting(PastExecution::executionId)
        .containsExactlyInAnyOrder("one", "two");

    assertThat(withSegment).doesNotExist();
    assertThat(List.of(withJournal.resolve("journal"), withLock.resolve("lock"), link))
        .allSatisfy(path -> assertThat(path).exists());
  }

  private static void makeFifo(Path path) throws Exception {
    assertThat(new ProcessBuilder("mkfifo", path.toString()).start().waitFor()).isZero();
  }

  @Test
  void shouldTellThatItIsLostWhenItIsNotKnownToHaveStarted() throws Exception {
    left.instance(List.of(), starting("one"));

    PastExecution lost = left.recover(SHORT_GRACE_MILLIS).getFirst();

    assertThat(lost.state()).isEqualTo(ExecutionState.LOST);
    assertThat(lost.end().pid()).isNull();
    assertThat(lost.startedAt()).isNull();
  }

  @Test
  void shouldTellThatItIsLostWhenTheMachineWasBooted() throws Exception {
    ObservedProcess bystander = left.sleeper(marker);
    left.instanceOfBoot(
        "another", List.of(), starting("one"), LeftBehind.startedAs("one", marker, bystander));

    assertThat(left.recover(SHORT_GRACE_MILLIS)).singleElement().matches(PastExecution::isLost);

    assertThat(bystander.lives()).isTrue();
  }

  /** The line of the journal comes a little later. */
  @Test
  void shouldEndNobodyAndTellTheEndWhenOnlyTheHistoryHasIt() throws Exception {
    ObservedProcess kept = left.sleeper(marker);
    PastExecution ended = Samples.ended("one", marker, now);
    left.instance(List.of(ended), starting("one"), LeftBehind.startedAs("one", marker, kept));

    assertThat(left.recover(SHORT_GRACE_MILLIS)).containsExactly(ended);

    assertThat(kept.lives()).isTrue();
  }

  @Test
  void shouldForgetWhatIsOverItsTime() throws Exception {
    Instant longAgo = now.minus(LeftBehind.BOUNDS.retention()).minusSeconds(1);
    left.instance(
        List.of(Samples.ended("old", marker, longAgo), Samples.ended("new", other(1), now)));

    assertThat(left.recover(SHORT_GRACE_MILLIS))
        .extracting(PastExecution::executionId)
        .containsExactly("new");
  }

  @Test
  void shouldTakeTheNewestWhenThereIsNoRoomForAll() throws Exception {
    List<PastExecution> many = new ArrayList<>();
    for (int number = 0; number < 100; number++) {
      many.add(Samples.ended("execution-" + number, other(number), now.plusMillis(number)));
    }
    left.instance(many);
    long roomForTen = 10 * many.getFirst().bytes();

    List<PastExecution> taken =
        new CrashRecovery(data, new RetentionBounds(Duration.ofHours(1), roomForTen), 0)
            .run()
            .executions();

    assertThat(taken).hasSizeBetween(10, 11).isEqualTo(many.subList(100 - taken.size(), 100));
  }

  @Test
  void shouldTellTheNewestWhenAnIdWasUsedTwice() throws Exception {
    PastExecution newer = Samples.ended("one", other(2), now);
    left.instance(List.of(newer));
    left.instance(List.of(Samples.ended("one", other(1), now.minusSeconds(9))));

    assertThat(left.recover(SHORT_GRACE_MILLIS)).containsExactly(newer);
  }

  /** A server that takes over may be killed before it has deleted where it took it from. */
  @Test
  void shouldTellOnceWhenItStandsInTwoInstances() throws Exception {
    PastExecution lost = Samples.lost("one", marker, now.minusSeconds(60));
    left.instance(List.of(lost));
    left.instance(List.of(), starting("one"));

    assertThat(left.recover(SHORT_GRACE_MILLIS)).containsExactly(lost);
  }

  @Test
  void shouldTakeTheLinesBeforeWhenTheLastOneIsTorn() throws Exception {
    PastExecution ended = Samples.ended("one", marker, now);
    Path instance = left.instance(List.of(ended));
    Path segment = Samples.segments(instance).getFirst();
    String line = Files.readString(segment);
    Files.writeString(segment, line.substring(0, line.length() / 2), StandardOpenOption.APPEND);

    assertThat(left.recover(SHORT_GRACE_MILLIS)).containsExactly(ended);
  }

  @Test
  void shouldLeaveInstanceToTheNextStartWhenNobodyTookItOver() throws Exception {
    PastExecution ended = Samples.ended("one", marker, now);
    left.instance(List.of(ended));

    left.find(SHORT_GRACE_MILLIS).release(false);

    assertThat(left.recover(SHORT_GRACE_MILLIS)).containsExactly(ended);
  }

  @Test
  void shouldTellNothingWhenAnotherServerHasTakenItOver() throws Exception {
    left.instance(List.of(Samples.ended("one", marker, now)));
    Recovered first = left.find(SHORT_GRACE_MILLIS);

    assertThat(left.recover(SHORT_GRACE_MILLIS)).isEmpty();
    first.release(true);
    assertThat(left.recover(SHORT_GRACE_MILLIS)).isEmpty();
  }

  /** Its directory stays for another start to try, but what it remembers is told of by one. */
  @Test
  void shouldTellOnceWhenSomethingOfItWouldNotEnd() throws Exception {
    Path instance = left.instance(List.of(Samples.ended("one", other(1), now)), starting("two"));
    InstanceDirectory directory = InstanceDirectory.takeDead(data.resolve("instances")).getFirst();
    PastExecutions past = new PastExecutions(LeftBehind.BOUNDS, now);
    DeadInstance dead = DeadInstance.read(directory, past).findFirst().orElseThrow();
    dead.addLost(past);
    assertThat(past.list()).extracting(PastExecution::executionId).containsExactly("one", "two");
    assertThat(past.list().getLast().end().treeEmpty()).isFalse();

    dead.giveBack(true); // Nobody has looked for the processes yet.

    assertThat(instance).exists();
    assertThat(left.recover(SHORT_GRACE_MILLIS)).isEmpty();
    assertThat(instance).doesNotExist();
  }

  @Test
  void shouldTellWhichInstancesAreGone() throws Exception {
    assertThat(left.find(SHORT_GRACE_MILLIS).isGone(data, "never-was")).isTrue();
    Path dead = left.instance(List.of());
    try (InstanceDirectory living = InstanceDirectory.create(data.resolve("instances"))) {
      Recovered recovered = left.find(SHORT_GRACE_MILLIS);

      assertThat(recovered.isGone(data, living.id())).isFalse();
      assertThat(recovered.isGone(data, "no\0path")).isTrue();
      assertThat(recovered.isGone(data, dead.getFileName().toString())).isTrue();
      recovered.release(false);
      assertThat(recovered.isGone(data, dead.getFileName().toString())).isTrue();
    }
  }

  private JournalRecord.Starting starting(String id) {
    return new JournalRecord.Starting(
        id, Principal.ANONYMOUS, marker, "f", Map.of("name", "value"), null);
  }

  private static String other(int number) {
    return String.format("%032x", number);
  }
}
