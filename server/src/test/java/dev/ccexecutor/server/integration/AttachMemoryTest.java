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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/** What those who attach may make the server hold counts as what it holds. */
@Timeout(60)
class AttachMemoryTest {
  /** More than half of what all executions together may hold. */
  private static final long MOST_OF_IT = Runtime.getRuntime().maxMemory() / 2;

  @RegisterExtension
  static final RunningTestServer SERVER =
      RunningTestServer.withSettings("max-window-bytes", Long.toString(1L << 50));

  private TestClient client;
  private TestClient other;
  private RemoteCommand one;
  private RemoteCommand two;

  @BeforeEach
  void start() throws Exception {
    client = SERVER.connectWithSubprotocol();
    other = SERVER.connectWithSubprotocol();
    one = client.execute(Map.of("command", "cat", "stdin", "pipe"));
    two = client.execute(Map.of("command", "cat", "stdin", "pipe"));
  }

  @AfterEach
  void end() {
    for (RemoteCommand command : List.of(one, two)) {
      other.request("control", Map.of("type", "KILL", "execution_id", command.id()));
    }
  }

  private static Map<String, Object> large(RemoteCommand command, String mode) {
    Map<String, Object> params = new HashMap<>();
    params.put("execution_id", command.id());
    params.put("mode", mode);
    params.put("window", MOST_OF_IT);
    params.put("when_full", "block");
    return params;
  }

  private void assertRefused(RemoteCommand command, String mode) {
    JsonNode error = other.callFailing("execution.attach", large(command, mode));
    assertThat(error.get("code").asInt()).isEqualTo(-32005);
    assertThat(error.get("data").get("scope").asString()).isEqualTo("memory");
  }

  private RemoteCommand awaitRoom(RemoteCommand command, String mode) {
    Deadline.await("room in memory")
        .until(() -> !other.request("execution.attach", large(command, mode)).has("error"));
    return command;
  }

  @Test
  void shouldRefuseAnotherLargeObserverUntilTheFirstHasGone() {
    RemoteCommand observed = client.attach(large(one, "observe"));
    assertRefused(one, "observe");
    assertRefused(two, "observe");
    assertRefused(two, "take");

    observed.detach();

    awaitRoom(two, "observe");
  }

  @Test
  void shouldGiveRoomBackWhenAnObserversConnectionIsGone() throws Exception {
    TestClient third = SERVER.connect();
    third.attach(large(one, "observe"));
    assertRefused(two, "observe");

    SERVER.forget(third);

    awaitRoom(two, "observe");
  }

  @Test
  void shouldStayTheOwnersWhenATakerIsRefused() {
    client.attach(large(one, "observe"));
    assertRefused(two, "take");

    RemoteInput.of(client, two).write("still mine\n");

    two.awaitLine("still mine");
    assertThat(two.methods()).doesNotContain("process.detached");
  }

  @Test
  void shouldKeepRoomForAnOwnerWhoComesBackUntilTheEnd() throws Exception {
    TestClient third = SERVER.connectWithSubprotocol();
    RemoteCommand taken = third.attach(large(one, "take"));
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

    awaitRoom(two, "observe");
  }

  @Test
  void shouldNotCountTwiceWhenOneOwnerFollowsTheOther() {
    client.attach(large(one, "take"));

    other.attach(large(one, "take"));
    client.attach(large(one, "take"));

    assertRefused(two, "observe");
  }

  @Test
  void shouldCountWhatAnOwnerOfAnEndedOneHoldsUntilItHasLeft() {
    RemoteInput.of(client, one).write("x\n");
    RemoteInput.of(client, one).end();
    one.awaitCompleted();
    client.attach(large(two, "observe"));
    Deadline.await("it to be settled")
        .until(() -> other.request("execution.attach", large(one, "take")).has("error"));

    RemoteCommand small = other.attach(Map.of("execution_id", one.id(), "window", 4096));
    small.awaitCompleted();

    assertThat(small.stdout()).isEqualTo("x\n");
  }
}
