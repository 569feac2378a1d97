package dev.ccexecutor.server.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccexecutor.server.testkit.Deadline;
import dev.ccexecutor.server.testkit.Received;
import dev.ccexecutor.server.testkit.ReceivedOutput;
import dev.ccexecutor.server.testkit.RemoteCommand;
import dev.ccexecutor.server.testkit.RunningTestServer;
import dev.ccexecutor.server.testkit.StreamName;
import dev.ccexecutor.server.testkit.TestClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

@Timeout(60)
class OutputFormsTest {
  private static final int FLOOD_BYTES = 16 * 1024 * 1024;
  private static final int LARGEST_MESSAGE = 1024 * 1024;

  @RegisterExtension static final RunningTestServer SERVER = RunningTestServer.withSettings();

  private TestClient client;

  @BeforeEach
  void connect() throws Exception {
    client = SERVER.connect();
  }

  private RemoteCommand run(String command, String form) {
    return client.run(Map.of("command", command, "output", form));
  }

  @ParameterizedTest
  @ValueSource(strings = {"text", "base64", "binary"})
  void shouldDeliverEveryByteWhenBothStreamsFlood(String form) {
    RemoteCommand command =
        run(
            "yes 'a line of text' | head -c "
                + FLOOD_BYTES / 2
                + " >&2 & "
                + "yes 'another' | head -c "
                + FLOOD_BYTES / 2
                + "; wait",
            form);

    JsonNode completed = command.awaitCompleted();
    assertThat(completed.get("stdout").get("bytes").asInt()).isEqualTo(FLOOD_BYTES / 2);
    assertThat(completed.get("stderr").get("bytes").asInt()).isEqualTo(FLOOD_BYTES / 2);
    assertThat(completed.get("drained").asBoolean()).isTrue();
    command.output().assertMatches(completed);
    assertThat(command.output().pieces())
        .allSatisfy(piece -> assertThat(piece.bytes().length).isLessThan(LARGEST_MESSAGE));
  }

  @ParameterizedTest
  @ValueSource(strings = {"base64", "binary"})
  void shouldDeliverBytesAsTheyAreWhenTheyAreNoText(String form, @TempDir Path directory)
      throws Exception {
    byte[] bytes = new byte[300_000];
    new Random(7).nextBytes(bytes);
    Path file = Files.write(directory.resolve("bytes"), bytes);

    RemoteCommand command = run("cat '" + file + "'", form);

    assertThat(command.output().bytes(StreamName.STDOUT)).isEqualTo(bytes);
    JsonNode totals = command.awaitCompleted().get("stdout");
    assertThat(totals.get("bytes").asInt()).isEqualTo(bytes.length);
    assertThat(totals.get("crc32c").asString()).isEqualTo(ReceivedOutput.crc32c(bytes));
  }

  @Test
  void shouldCountChildsBytesWhenTextCannotShowThem() {
    RemoteCommand command = client.run("printf '\\377\\376ab'");

    JsonNode totals = command.awaitCompleted().get("stdout");
    byte[] written = {(byte) 0xff, (byte) 0xfe, 'a', 'b'};
    assertThat(totals.get("bytes").asInt()).isEqualTo(written.length);
    assertThat(totals.get("crc32c").asString()).isEqualTo(ReceivedOutput.crc32c(written));
  }

  @Test
  void shouldEndEachStreamOnceWhenOutputIsBinary() {
    RemoteCommand command = run("echo out; echo error >&2", "binary");

    assertThat(command.output().endsOfStreams())
        .containsExactlyInAnyOrder(
            new Received.Data(1, 1, 1, command.channel(), 4, new byte[0]),
            new Received.Data(1, 2, 1, command.channel(), 6, new byte[0]));
    assertThat(command.output().text(StreamName.STDOUT)).isEqualTo("out\n");
    assertThat(command.output().text(StreamName.STDERR)).isEqualTo("error\n");
    assertThat(command.methods()).doesNotContain("process.output");
    assertThat(command.received().getLast())
        .isInstanceOfSatisfying(
            Received.Message.class,
            last -> assertThat(last.isNotification("process.completed")).isTrue());
  }

  @Test
  void shouldTellOfTheEndOfAnEmptyStreamWhenTheCommandRunsOn() {
    RemoteCommand command =
        client.execute(Map.of("command", "exec >&- sleep 1000", "output", "binary"));

    Deadline.await("the end of the output")
        .until(() -> !command.output().endsOfStreams().isEmpty());

    assertThat(command.output().endsOfStreams())
        .containsExactly(new Received.Data(1, 1, 1, command.channel(), 0, new byte[0]));
    command.control("KILL");
    command.awaitCompleted();
  }

  @Test
  void shouldEndBothStreamsWhenBinaryOutputIsMerged() {
    RemoteCommand command =
        client.run(
            Map.of("command", "echo e >&2; echo o", "output", "binary", "merge_stderr", true));

    assertThat(command.output().text(StreamName.STDOUT)).isEqualTo("e\no\n");
    assertThat(command.output().endsOfStreams())
        .containsExactlyInAnyOrder(
            new Received.Data(1, 1, 1, command.channel(), 4, new byte[0]),
            new Received.Data(1, 2, 1, command.channel(), 0, new byte[0]));
  }

  @Test
  void shouldUseNewChannelWhenAnotherExecutionStarts() {
    RemoteCommand first = run("echo 1", "binary");
    RemoteCommand second = run("echo 2", "binary");

    assertThat(second.channel()).isNotEqualTo(first.channel());
    assertThat(first.output().text(StreamName.STDOUT)).isEqualTo("1\n");
    assertThat(second.output().text(StreamName.STDOUT)).isEqualTo("2\n");
  }

  @Test
  void shouldSendTotalsOnlyWhenOutputIsNone() {
    RemoteCommand command = run("yes | head -c 3000000; echo x >&2", "none");

    assertThat(command.methods())
        .containsExactly("process.started", "process.exited", "process.completed");
    assertThat(command.output().endsOfStreams()).isEmpty();
    JsonNode completed = command.awaitCompleted();
    assertThat(completed.get("stdout").get("bytes").asInt()).isEqualTo(3_000_000);
    assertThat(completed.get("stderr").get("bytes").asInt()).isEqualTo(2);
  }

  @Test
  void shouldMarkEveryTextAsWholeWhenClientIsOld() {
    RemoteCommand command = client.run("echo hello");

    JsonNode output = command.await("process.output");
    assertThat(output.get("type").asString()).isEqualTo("stdout");
    assertThat(output.get("data").asString()).isEqualTo("hello\n");
    assertThat(output.get("truncated").isBoolean()).isTrue();
    assertThat(output.get("truncated").asBoolean()).isFalse();
    assertThat(output.get("offset").asLong()).isZero();
    assertThat(output.get("bytes").asLong()).isEqualTo(6);
  }
}
