package dev.ccexecutor.server.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccexecutor.server.testkit.Deadline;
import dev.ccexecutor.server.testkit.RemoteCommand;
import dev.ccexecutor.server.testkit.RemoteInput;
import dev.ccexecutor.server.testkit.RunningTestServer;
import dev.ccexecutor.server.testkit.TestClient;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/** A child that does not read, and a small bound. */
@Timeout(60)
class StdinFullTest {
  private static final int CAPACITY_BYTES = 64 * 1024;

  /** What Linux makes a pipe (pipe(7)). */
  private static final int PIPE_BYTES = 64 * 1024;

  @RegisterExtension
  static final RunningTestServer SERVER = RunningTestServer.withSettings("max-stdin-bytes", "64K");

  private TestClient client;

  @BeforeEach
  void connect() throws Exception {
    client = SERVER.connect();
  }

  private RemoteCommand pausedReader() {
    RemoteCommand command = client.execute(Map.of("command", "wc -c", "stdin", "pipe"));
    command.control("PAUSE");
    return command;
  }

  /** Fills the pipe and the buffer behind it, and returns the last refusal. */
  private static JsonNode fill(RemoteInput input) {
    JsonNode[] last = new JsonNode[1];
    Deadline.await("pipe and buffer to be full")
        .until(
            () -> {
              last[0] = input.writeFailing(Map.of("data", "x".repeat(2 * PIPE_BYTES)));
              return last[0].get("data").get("offset").asInt() == PIPE_BYTES + CAPACITY_BYTES;
            });
    return last[0];
  }

  @Test
  void shouldTakeWhatFitsWhenAWriteIsTooLarge() {
    RemoteCommand command = pausedReader();

    JsonNode error =
        RemoteInput.of(client, command)
            .writeFailing(Map.of("data", "x".repeat(CAPACITY_BYTES + 1), "eof", true));

    assertThat(error.get("code").asInt()).isEqualTo(-32007);
    assertThat(error.get("data").get("kind").asString()).isEqualTo("stdin_full");
    assertThat(error.get("data").get("accepted").asInt()).isEqualTo(CAPACITY_BYTES);
    assertThat(error.get("data").get("window").asInt()).isZero();
    command.control("RESUME");
    Deadline.await("room for the last byte")
        .until(
            () ->
                RemoteInput.of(client, command)
                    .request(Map.of("data", "x", "offset", CAPACITY_BYTES, "eof", true))
                    .has("result"));
    command.awaitCompleted();
    assertThat(command.stdout().strip()).isEqualTo(String.valueOf(CAPACITY_BYTES + 1));
  }

  @Test
  void shouldTakeWholeCharactersWhenTextIsTooLarge() {
    RemoteCommand command = pausedReader();

    JsonNode error =
        RemoteInput.of(client, command)
            .writeFailing(Map.of("data", "x" + "ü".repeat(CAPACITY_BYTES / 2)));

    assertThat(error.get("data").get("accepted").asInt()).isEqualTo(CAPACITY_BYTES - 1);
    command.control("KILL");
    command.awaitCompleted();
  }

  @Test
  void shouldDelayNobodyWhenAChildDoesNotRead() {
    RemoteCommand command = client.execute(Map.of("command", "exec sleep 1000", "stdin", "pipe"));
    RemoteInput input = RemoteInput.of(client, command);

    JsonNode refusal = fill(input);

    assertThat(refusal.get("data").get("accepted").asInt()).isLessThanOrEqualTo(PIPE_BYTES);
    assertThat(refusal.get("data").get("window").asInt()).isZero();
    client.assertAlive();
    RemoteCommand neighbour = client.execute(Map.of("command", "cat", "stdin", "pipe"));
    RemoteInput.of(client, neighbour).write(Map.of("data", "neighbour", "eof", true));
    neighbour.awaitCompleted();
    assertThat(neighbour.stdout()).isEqualTo("neighbour");
    JsonNode again = input.writeFailing(Map.of("data", "y"));
    assertThat(again.get("data").get("accepted").asInt()).isZero();
    command.control("CANCEL");
    assertThat(command.awaitCompleted().get("reason").asString()).isEqualTo("canceled");
    assertThat(input.awaitClosed().get("unwritten").asInt()).isEqualTo(CAPACITY_BYTES);
  }

  @Test
  void shouldTellOfRoomWhenTheChildReadsAgain() {
    RemoteCommand command = pausedReader();
    RemoteInput input = RemoteInput.of(client, command);
    fill(input);
    int toldBefore = input.told().size();

    command.control("RESUME");

    Deadline.await("credit").until(() -> input.told().size() > toldBefore);
    JsonNode credit = input.told().get(toldBefore);
    assertThat(credit.get("state").asString()).isEqualTo("open");
    assertThat(credit.get("offset").asInt()).isEqualTo(PIPE_BYTES + CAPACITY_BYTES);
    assertThat(credit.get("window").asInt()).isGreaterThanOrEqualTo(CAPACITY_BYTES / 2);
    input.write("x".repeat(CAPACITY_BYTES / 2));
    input.end();
    command.awaitCompleted();
    assertThat(command.stdout().strip())
        .isEqualTo(String.valueOf(PIPE_BYTES + CAPACITY_BYTES + CAPACITY_BYTES / 2));
  }

  @Test
  void shouldDropAFrameWholeAndTellWhenItDoesNotFit() {
    RemoteCommand command = pausedReader();
    RemoteInput input = RemoteInput.of(client, command);

    input.frame(0, new byte[CAPACITY_BYTES + 1]);
    JsonNode dropped = input.awaitTold("the drop", told -> true);
    assertThat(dropped.get("offset").asInt()).isZero();
    assertThat(dropped.get("window").asInt()).isEqualTo(CAPACITY_BYTES);
    assertThat(dropped.get("state").asString()).isEqualTo("open");

    fill(input);
    int toldBefore = input.told().size();
    int next = PIPE_BYTES + CAPACITY_BYTES;
    input.frame(next, new byte[100]);
    input.frame(next + 100, new byte[100]);
    Deadline.await("the drop").until(() -> input.told().size() > toldBefore);
    JsonNode full = input.told().get(toldBefore);
    assertThat(full.get("offset").asInt()).isEqualTo(next);
    assertThat(full.get("window").asInt()).isZero();
    command.control("RESUME");
    input.awaitTold(
        "room", told -> told.get("offset").asInt() == next && told.get("window").asInt() > 200);
    input.frame(next, new byte[100]);
    input.frame(next + 100, new byte[100]);
    input.endFrame(next + 200);

    command.awaitCompleted();
    assertThat(command.stdout().strip()).isEqualTo(String.valueOf(next + 200));
  }
}
