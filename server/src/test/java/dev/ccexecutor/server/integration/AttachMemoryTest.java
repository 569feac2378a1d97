package dev.ccexecutor.server.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccexecutor.server.testkit.Deadline;
import dev.ccexecutor.server.testkit.RemoteCommand;
import dev.ccexecutor.server.testkit.RemoteInput;
import dev.ccexecutor.server.testkit.RunningTestServer;
import dev.ccexecutor.server.testkit.TestClient;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/** What those who attach may make the server hold counts as what it holds. */
@Timeout(60)
class AttachMemoryTest {
  private static final long MIB = 1 << 20;
  private static final long PIECE = 512 * MIB;
  private static final long SMALL_PIECE = 64 * MIB;

  /** Fits into what is left once, and not twice. */
  private static final long LARGE = 460 * MIB;

  @RegisterExtension
  static final RunningTestServer SERVER =
      RunningTestServer.withSettings("max-window-bytes", Long.toString(PIECE));

  private static TestClient filler;

  private TestClient client;
  private TestClient other;
  private RemoteCommand one;
  private RemoteCommand two;

  /** Leaves room for one piece, and not much more. */
  @BeforeAll
  static void fill() throws Exception {
    filler = TestClient.connect(SERVER.port(), "/ws");
    RemoteCommand last = null;
    for (RemoteCommand next = take(PIECE); next != null; next = take(PIECE)) {
      last = next;
    }
    while (take(SMALL_PIECE) != null) {
      // Until not even that is left.
    }
    last.control("KILL");
    Deadline.await("room for one piece").until(AttachMemoryTest::hasRoom);
  }

  private static boolean hasRoom() {
    RemoteCommand probe = take(PIECE);
    if (probe != null) {
      probe.control("KILL");
      probe.awaitCompleted();
    }
    return probe != null;
  }

  private static Map<String, Object> holding(long bytes) {
    return Map.of("command", "exec sleep 1000", "window", bytes, "replay", 0);
  }

  /** Starts something that may hold so much; null if there is no room for that. */
  private static RemoteCommand take(long bytes) {
    JsonNode answer = filler.request("execute", holding(bytes));
    return answer.has("error") ? null : RemoteCommand.started(filler, answer.get("result"));
  }

  @AfterAll
  static void end() throws Exception {
    filler.close();
  }

  @BeforeEach
  void start() throws Exception {
    client = SERVER.connectWithSubprotocol();
    other = SERVER.connectWithSubprotocol();
    one = client.execute(Map.of("command", "cat", "stdin", "pipe"));
    two = client.execute(Map.of("command", "cat", "stdin", "pipe"));
  }

  @AfterEach
  void kill() {
    for (RemoteCommand command : List.of(one, two)) {
      other.request("control", Map.of("type", "KILL", "execution_id", command.id()));
    }
  }

  private static Map<String, Object> large(RemoteCommand command, String mode) {
    Map<String, Object> params = new HashMap<>();
    params.put("execution_id", command.id());
    params.put("mode", mode);
    params.put("window", LARGE);
    params.put("when_full", "block");
    return params;
  }

  private void assertRefused(RemoteCommand command, String mode) {
    JsonNode error = other.callFailing("execution.attach", large(command, mode));
    assertThat(error.get("code").asInt()).isEqualTo(-32005);
    assertThat(error.get("data").get("scope").asString()).isEqualTo("memory");
  }

  /** As soon as those of the test before have left. */
  private static RemoteCommand attachLarge(TestClient by, RemoteCommand to, String mode) {
    AtomicReference<JsonNode> answer = new AtomicReference<>();
    Deadline.await("room in memory")
        .until(
            () -> {
              answer.set(by.request("execution.attach", large(to, mode)));
              return !answer.get().has("error");
            });
    return RemoteCommand.started(by, answer.get().get("result"));
  }

  @Test
  void shouldRefuseAnotherLargeObserverUntilTheFirstHasGone() {
    RemoteCommand observed = attachLarge(client, one, "observe");
    assertRefused(one, "observe");
    assertRefused(two, "observe");
    assertRefused(two, "take");

    observed.detach();

    attachLarge(other, two, "observe");
  }

  @Test
  void shouldGiveRoomBackWhenAnObserversConnectionIsGone() throws Exception {
    TestClient third = SERVER.connect();
    attachLarge(third, one, "observe");
    assertRefused(two, "observe");

    SERVER.forget(third);

    attachLarge(other, two, "observe");
  }

  @Test
  void shouldStayTheOwnersWhenATakerIsRefused() {
    attachLarge(client, one, "observe");
    assertRefused(two, "take");

    RemoteInput.of(client, two).write("still mine\n");

    two.awaitLine("still mine");
    assertThat(two.methods()).doesNotContain("process.detached");
  }

  @Test
  void shouldKeepRoomForAnOwnerWhoComesBackUntilTheEnd() throws Exception {
    TestClient third = SERVER.connectWithSubprotocol();
    RemoteCommand taken = attachLarge(third, one, "take");
    assertRefused(two, "observe");
    JsonNode former = third.connected();
    SERVER.forget(third);
    assertRefused(two, "observe");

    TestClient next = SERVER.connectWithSubprotocol();
    RemoteCommand resumed = next.resume(former, Map.of()).getFirst();
    assertThat(resumed.id()).isEqualTo(taken.id());
    assertRefused(two, "observe");
    RemoteInput.of(next, resumed).end();
    resumed.awaitCompleted();

    attachLarge(other, two, "observe");
  }

  @Test
  void shouldNotCountTwiceWhenOneOwnerFollowsTheOther() {
    attachLarge(client, one, "take");

    other.attach(large(one, "take"));
    client.attach(large(one, "take"));

    assertRefused(two, "observe");
  }

  @Test
  void shouldCountWhatAnOwnerOfAnEndedOneHoldsUntilItHasLeft() {
    RemoteInput.of(client, one).write("x\n");
    RemoteInput.of(client, one).end();
    one.awaitCompleted();
    attachLarge(client, two, "observe");
    Deadline.await("it to be settled")
        .until(() -> other.request("execution.attach", large(one, "take")).has("error"));

    RemoteCommand small = other.attach(Map.of("execution_id", one.id(), "window", 4096));
    small.awaitCompleted();

    assertThat(small.stdout()).isEqualTo("x\n");
  }
}
