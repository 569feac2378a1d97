package dev.ccexecutor.server.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccexecutor.server.testkit.RemoteCommand;
import dev.ccexecutor.server.testkit.RemoteInput;
import dev.ccexecutor.server.testkit.RunningTestServer;
import dev.ccexecutor.server.testkit.TestClient;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/** Data frames for stdin. */
@Timeout(60)
class StdinFrameTest {
  private static final int FRAME_BYTES = 64 * 1024;
  private static final int CAPACITY_BYTES = 1024 * 1024;

  /** What Linux makes a pipe (pipe(7)). */
  private static final int PIPE_BYTES = 64 * 1024;

  private static final int STDOUT = 1;

  @RegisterExtension static final RunningTestServer SERVER = RunningTestServer.withSettings();

  private TestClient client;

  @BeforeEach
  void connect() throws Exception {
    client = SERVER.connect();
  }

  private RemoteCommand execute(String command) {
    return client.execute(Map.of("command", command, "stdin", "pipe"));
  }

  @Test
  void shouldReachTheChildInOrderWhenMixedWithRequests() {
    RemoteCommand command = execute("cat");
    RemoteInput input = RemoteInput.of(client, command);

    input.frame(0, "one ");
    int write = client.send("stdin.write", Map.of("execution_id", command.id(), "data", "two "));
    input.frame(8, "three ");
    input.frame(0, "one two three four"); // Only the end of it is new.
    input.frame(18, "");
    input.endFrame(18);

    command.awaitCompleted();
    assertThat(command.stdout()).isEqualTo("one two three four");
    assertThat(client.awaitAnswer(write).get("result").get("offset").asInt()).isEqualTo(8);
    assertThat(input.told()).hasSize(1);
    assertThat(input.told().getFirst().get("state").asString()).isEqualTo("closed");
    assertThat(input.told().getFirst().get("offset").asInt()).isEqualTo(18);
  }

  @Test
  void shouldDropAFrameAndTellWhenItLeavesAHole() {
    RemoteCommand command = execute("cat");
    RemoteInput input = RemoteInput.of(client, command);
    input.frame(0, "abc");

    input.frame(4, "x");

    JsonNode told = input.awaitTold("the hole", any -> true);
    assertThat(told.get("offset").asInt()).isEqualTo(3);
    assertThat(told.get("state").asString()).isEqualTo("open");
    input.endFrame(5);
    input.awaitTold("the hole before the end", any -> input.told().size() == 2);
    input.endFrame(3);
    command.awaitCompleted();
    assertThat(command.stdout()).isEqualTo("abc");
  }

  @Test
  void shouldDropAFrameAndTellWhenNobodyReadsIt() {
    RemoteCommand command = client.execute("exec sleep 1000");
    RemoteInput input = RemoteInput.of(client, command);

    input.frame(0, "x");

    JsonNode told = input.awaitClosed();
    assertThat(told.get("offset").asInt()).isZero();
    assertThat(told.get("window").asInt()).isZero();
    command.control("KILL");
    command.awaitCompleted();
  }

  @Test
  void shouldDropAFrameWhenItIsForNoInputThatIsKnown() {
    RemoteCommand ended = client.run(Map.of("command", "true", "stdin", "pipe"));
    RemoteCommand command = execute("cat");
    RemoteInput input = RemoteInput.of(client, command);

    RemoteInput.of(client, ended).frame(0, "x");
    client.sendBinary(RemoteInput.frame(4711, RemoteInput.STDIN, 0, new byte[1], false));
    client.sendBinary(RemoteInput.frame(command.channel(), STDOUT, 0, new byte[1], false));
    input.frame(0, "mine");
    input.endFrame(4);

    command.awaitCompleted();
    assertThat(command.stdout()).isEqualTo("mine");
    assertThat(input.told()).hasSize(1);
  }

  @Test
  void shouldDeliverEveryByteWhenTheClientGoesByTheWindow() throws Exception {
    byte[] bytes = new byte[16 * 1024 * 1024];
    new Random(3).nextBytes(bytes);
    RemoteCommand command = execute("sha256sum");
    RemoteInput input = RemoteInput.of(client, command);

    int offset = 0;
    while (offset < bytes.length) {
      // An empty write asks how it stands; what was dropped before it goes out again.
      JsonNode answer = input.write(Map.of("data", ""));
      offset = answer.get("offset").asInt();
      int burst = offset + Math.max(FRAME_BYTES, answer.get("window").asInt());
      for (int from = offset; from < Math.min(burst, bytes.length); from += FRAME_BYTES) {
        int to = Math.min(bytes.length, from + FRAME_BYTES);
        input.frame(from, Arrays.copyOfRange(bytes, from, to));
      }
    }
    input.endFrame(bytes.length);

    command.awaitCompleted();
    String digest = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    assertThat(command.stdout()).startsWith(digest);
  }

  @Test
  void shouldHoldNoMoreThanTheBoundWhenAChildDoesNotRead() {
    int floodBytes = 16 * 1024 * 1024;
    RemoteCommand command = execute("exec sleep 1000");
    RemoteInput input = RemoteInput.of(client, command);
    long before = usedMemory();

    for (int offset = 0; offset < floodBytes; offset += FRAME_BYTES) {
      input.frame(offset, new byte[FRAME_BYTES]);
    }

    int taken = input.write(Map.of("data", "")).get("offset").asInt();
    assertThat(taken).isBetween(CAPACITY_BYTES, CAPACITY_BYTES + PIPE_BYTES);
    assertThat(usedMemory() - before).isLessThan(3L * floodBytes / 4);
    command.control("KILL");
    command.awaitCompleted();
  }

  private static long usedMemory() {
    return ((ByteBufAllocatorMetricProvider) ByteBufAllocator.DEFAULT).metric().usedDirectMemory();
  }
}
