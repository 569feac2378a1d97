package dev.ccexecutor.server.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccexecutor.server.testkit.BufferLeakGuard;
import dev.ccexecutor.server.testkit.Deadline;
import dev.ccexecutor.server.testkit.GatheredOutput;
import dev.ccexecutor.server.testkit.NumberedLines;
import dev.ccexecutor.server.testkit.RemoteCommand;
import dev.ccexecutor.server.testkit.RemoteInput;
import dev.ccexecutor.server.testkit.RunningTestServer;
import dev.ccexecutor.server.testkit.StreamName;
import dev.ccexecutor.server.testkit.TestClient;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** {@code block} and {@code drop_oldest}, by a child that counts, and what it has written. */
@Timeout(60)
@ExtendWith(BufferLeakGuard.class)
class WhenFullTest {
  private static final NumberedLines LINES = new NumberedLines(300_000);
  private static final byte[] ALL = LINES.toBytes();
  private static final long QUEUE = 256 * 1024;
  private static final long WINDOW = 100_000;
  private static final long REPLAY = 128 * 1024;

  /** Of a pipe, and of one read of it, which begins while there is room. */
  private static final long PIPE = 64 * 1024;

  /** What one read brings at most stays, whatever is under way to a client. */
  private static final long NEWEST = PIPE;

  /** A block goes as a whole. */
  private static final long BLOCK = 64 * 1024;

  @RegisterExtension
  static final RunningTestServer SERVER =
      RunningTestServer.withSettings("queue-bytes", Long.toString(QUEUE));

  private TestClient owner;
  private TestClient other;

  @BeforeEach
  void connect() throws Exception {
    owner = SERVER.connectWithSubprotocol();
    other = SERVER.connectWithSubprotocol();
  }

  /** It waits for a line of input, then writes all lines, as the process that it is from now on. */
  private RemoteCommand startWaiting(String whenFull, Map<String, ?> more) {
    Map<String, Object> params = new LinkedHashMap<>();
    params.put("command", "read go; exec " + LINES.command());
    params.put("stdin", "pipe");
    params.put("output", "binary");
    params.put("replay", 0);
    params.put("when_full", whenFull);
    params.putAll(more);
    return owner.execute(params);
  }

  private void go(RemoteCommand command) {
    RemoteInput.of(other, command).write("\n");
  }

  private static Map<String, Object> observing(RemoteCommand command, Map<String, ?> more) {
    Map<String, Object> params = new LinkedHashMap<>(more);
    params.put("execution_id", command.id());
    params.put("mode", "observe");
    params.putIfAbsent("output", "binary");
    return params;
  }

  /** Waits until the child has written so much and gets on no more, and returns how much it has. */
  private static long awaitBlocked(RemoteCommand command, long atLeast) throws Exception {
    Deadline.await("the child to write " + atLeast)
        .until(() -> command.process().writtenBytes() >= atLeast);
    command.process().awaitStandstill();
    return command.process().writtenBytes();
  }

  private JsonNode statusNow(RemoteCommand command) {
    return other.call("execution.status", Map.of("execution_id", command.id()));
  }

  private JsonNode awaitEndUnread(RemoteCommand command) {
    JsonNode status =
        other.call("execution.status", Map.of("execution_id", command.id(), "wait", 20));
    assertThat(status.get("state").asString()).isEqualTo("completed");
    assertThat(status.get("stdout").get("to").asLong()).isEqualTo(LINES.bytes());
    return status;
  }

  private static void assertWhole(GatheredOutput output) {
    output.assertMatchesEnd();
    assertThat(output.bytes(StreamName.STDOUT)).isEqualTo(ALL);
  }

  private static void assertNewestCame(GatheredOutput output, long bytes) {
    for (long offset = LINES.bytes() - bytes; offset < LINES.bytes(); offset++) {
      if (output.isMissing(StreamName.STDOUT, offset)) {
        assertThat(offset).as("missing, though it is among the newest").isNegative();
      }
    }
  }

  /** Reads on and acknowledges all that comes. */
  private static void takeInAcknowledging(GatheredOutput output, RemoteCommand command) {
    Deadline.await("the end of " + command.id())
        .until(
            () -> {
              output.takeIn();
              command.acknowledge(output.length(StreamName.STDOUT), 0);
              return output.hasEnd();
            });
  }

  // block

  @ParameterizedTest
  @ValueSource(longs = {0, REPLAY})
  void shouldStopChildAtTheQueueAndLoseNothingWhenNobodyIsAttached(long replay) throws Exception {
    RemoteCommand command = startWaiting("block", Map.of("replay", replay));
    command.detach();

    go(command);

    assertThat(awaitBlocked(command, QUEUE + PIPE)).isLessThanOrEqualTo(QUEUE + 2 * PIPE);
    GatheredOutput output = new GatheredOutput();
    output.attach(other, command.id(), Map.of("output", "binary"));
    output.takeInToEnd();
    assertWhole(output);
  }

  @ParameterizedTest
  @ValueSource(strings = {"text", "binary"})
  void shouldStopChildAtTheQueueAndLoseNothingWhenOwnerDoesNotRead(String form) throws Exception {
    RemoteCommand command = startWaiting("block", Map.of("output", form));
    GatheredOutput output = new GatheredOutput();
    output.beginWith(command);
    owner.connection().stopReading();

    go(command);

    long written = awaitBlocked(command, QUEUE + PIPE);
    long sent = statusNow(command).get("stdout").get("from").asLong();
    assertThat(written - sent).isLessThanOrEqualTo(QUEUE + 2 * PIPE + BLOCK);
    owner.connection().readOn();
    output.takeInToEnd();
    assertWhole(output);
  }

  @ParameterizedTest
  @ValueSource(strings = {"text", "binary"})
  void shouldStopChildAtTheWindowAndLoseNothingWhenOwnerDoesNotAcknowledge(String form)
      throws Exception {
    RemoteCommand command =
        startWaiting("block", Map.of("output", form, "window", WINDOW, "replay", REPLAY));
    GatheredOutput output = new GatheredOutput();
    output.beginWith(command);

    go(command);

    assertThat(awaitBlocked(command, WINDOW + PIPE)).isLessThanOrEqualTo(WINDOW + 2 * PIPE);
    output.takeInUntil(StreamName.STDOUT, WINDOW);
    takeInAcknowledging(output, command);
    assertWhole(output);
  }

  @Test
  void shouldGoOnFromTheWindowWhenOwnerIsGoneAndAnotherComes() throws Exception {
    RemoteCommand command = startWaiting("block", Map.of("window", WINDOW));
    go(command);
    long written = awaitBlocked(command, WINDOW + PIPE);
    owner.connection().reset();

    RemoteCommand attached = other.attach(Map.of("execution_id", command.id(), "output", "binary"));

    GatheredOutput output = new GatheredOutput();
    output.beginWith(attached); // Nothing was acknowledged, so all is there.
    output.takeInToEnd();
    assertThat(written).isLessThan(LINES.bytes());
    assertWhole(output);
  }

  // drop_oldest

  @ParameterizedTest
  @ValueSource(longs = {0, REPLAY})
  void shouldNeverStopChildAndKeepTheNewestWhenNobodyIsAttached(long replay) {
    RemoteCommand command = startWaiting("drop_oldest", Map.of("replay", replay));
    command.detach();

    go(command);
    awaitEndUnread(command);

    Map<String, Object> fromStart =
        Map.of("execution_id", command.id(), "output", "binary", "stdout", 0);
    JsonNode expired = other.callFailing("execution.attach", fromStart).get("data");
    assertThat(expired.get("kind").asString()).isEqualTo("output_expired");
    long from = expired.get("available_from").asLong();
    assertThat(LINES.bytes() - from).isBetween(QUEUE + replay, QUEUE + replay + 4 * PIPE);
    RemoteCommand attached =
        other.attach(Map.of("execution_id", command.id(), "output", "binary", "stdout", from));
    JsonNode end = attached.awaitCompleted();
    LINES.assertAt(from, attached.output().bytes(StreamName.STDOUT));
    assertThat(attached.output().bytes(StreamName.STDOUT)).hasSize((int) (LINES.bytes() - from));
    assertThat(end.get("stdout").get("crc32c").asString()).isEqualTo(LINES.crc32c());
  }

  @ParameterizedTest
  @ValueSource(strings = {"text", "base64", "binary"})
  void shouldNeverStopChildAndTellWhatIsMissingWhenOwnerDoesNotRead(String form) {
    RemoteCommand command = startWaiting("drop_oldest", Map.of("output", form));
    GatheredOutput output = new GatheredOutput();
    output.beginWith(command);
    owner.connection().stopReading();

    go(command);
    awaitEndUnread(command);
    owner.connection().readOn();
    output.takeInToEnd();

    LINES.assertAllButGaps(output);
    assertNewestCame(output, NEWEST);
    assertThat(command.gaps())
        .allMatch(gap -> gap.get("reason").asString().equals("dropped"))
        .allMatch(gap -> gap.get("type").asString().equals("stdout"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"text", "binary"})
  void shouldKeepWhatWasSentAndTheNewestWhenOwnerDoesNotAcknowledge(String form) {
    RemoteCommand command =
        startWaiting("drop_oldest", Map.of("output", form, "window", WINDOW, "replay", REPLAY));
    GatheredOutput output = new GatheredOutput();
    output.beginWith(command);

    go(command);
    awaitEndUnread(command);
    output.takeInUntil(StreamName.STDOUT, WINDOW);
    assertThat(command.gaps()).isEmpty();
    takeInAcknowledging(output, command);

    LINES.assertAllButGaps(output);
    assertThat(output.missingBytes(StreamName.STDOUT)).isPositive();
    assertNewestCame(output, REPLAY);
    LINES.assertAt(0, Arrays.copyOf(output.bytes(StreamName.STDOUT), (int) WINDOW));
  }

  @Test
  void shouldTellTheGapsOfBothStreamsWhenOwnerDoesNotAcknowledge() {
    Map<String, Object> params =
        Map.of("command", LINES.commandForBothOutputs(), "output", "binary");
    RemoteCommand command =
        owner.execute(with(params, Map.of("window", WINDOW, "when_full", "drop_oldest")));
    GatheredOutput output = new GatheredOutput();
    output.beginWith(command);

    awaitEndUnread(command);
    Deadline.await("the end of " + command.id())
        .until(
            () -> {
              output.takeIn();
              command.acknowledge(
                  output.length(StreamName.STDOUT), output.length(StreamName.STDERR));
              return output.hasEnd();
            });

    LINES.assertAllButGaps(output);
    assertThat(output.length(StreamName.STDERR)).isEqualTo(LINES.bytes());
    assertThat(output.missingBytes(StreamName.STDOUT) + output.missingBytes(StreamName.STDERR))
        .isPositive();
  }

  private static Map<String, Object> with(Map<String, ?> params, Map<String, ?> more) {
    Map<String, Object> all = new LinkedHashMap<>(params);
    all.putAll(more);
    return all;
  }

  // Observers

  @Test
  void shouldStopChildAtTheObserversWindowWhenItAskedForThat() throws Exception {
    RemoteCommand command = startWaiting("block", Map.of());
    GatheredOutput owned = new GatheredOutput();
    owned.beginWith(command);
    GatheredOutput observed = new GatheredOutput();
    RemoteCommand observation =
        observed.attach(
            other,
            command.id(),
            observing(command, Map.of("when_full", "block", "window", WINDOW)));

    go(command);

    long written = awaitBlocked(command, WINDOW + PIPE);
    assertThat(written).isLessThanOrEqualTo(WINDOW + 2 * PIPE);
    owned.takeInUntil(StreamName.STDOUT, written - PIPE);
    takeInAcknowledging(observed, observation);
    assertWhole(observed);
    owned.takeInToEnd();
    assertWhole(owned);
  }

  @ParameterizedTest
  @ValueSource(strings = {"detach", "reset"})
  void shouldGoOnWhenTheObserverThatHeldTheChildIsGone(String how) throws Exception {
    TestClient observer = SERVER.connect();
    RemoteCommand command = startWaiting("drop_oldest", Map.of());
    GatheredOutput owned = new GatheredOutput();
    owned.beginWith(command);
    RemoteCommand observation =
        observer.attach(observing(command, Map.of("when_full", "block", "window", WINDOW)));
    go(command);
    assertThat(awaitBlocked(command, WINDOW + PIPE)).isLessThanOrEqualTo(WINDOW + 2 * PIPE);

    if (how.equals("detach")) {
      observation.detach();
    } else {
      observer.connection().reset();
    }

    owned.takeInToEnd();
    LINES.assertAllButGaps(owned);
  }

  @Test
  void shouldHoldNobodyUpAndTellTheObserverWhatItMissesWhenItDoesNotAcknowledge() {
    RemoteCommand command = startWaiting("block", Map.of());
    GatheredOutput owned = new GatheredOutput();
    owned.beginWith(command);
    GatheredOutput observed = new GatheredOutput();
    RemoteCommand observation =
        observed.attach(other, command.id(), observing(command, Map.of("window", WINDOW)));

    go(command);
    owned.takeInToEnd();
    assertWhole(owned);
    takeInAcknowledging(observed, observation);

    LINES.assertAllButGaps(observed);
    assertThat(observed.missingBytes(StreamName.STDOUT)).isPositive();
    LINES.assertAt(0, Arrays.copyOf(observed.bytes(StreamName.STDOUT), (int) WINDOW));
  }

  @Test
  void shouldHoldTheChildForTheObserverWhenNobodyOwnsIt() throws Exception {
    RemoteCommand command = startWaiting("drop_oldest", Map.of());
    GatheredOutput observed = new GatheredOutput();
    RemoteCommand observation =
        observed.attach(
            other,
            command.id(),
            observing(command, Map.of("when_full", "block", "window", WINDOW)));
    command.detach();

    go(command);

    assertThat(awaitBlocked(command, WINDOW + PIPE)).isLessThanOrEqualTo(WINDOW + 2 * PIPE);
    takeInAcknowledging(observed, observation);
    assertWhole(observed);
    assertThat(List.of("process.gap")).doesNotContainAnyElementsOf(observation.methods());
  }
}
