package dev.ccexecutor.server.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ccexecutor.protocol.execution.StreamTotals;
import dev.ccexecutor.protocol.execution.StreamType;
import dev.ccexecutor.server.cli.client.StandardStreams;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.Pipe;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

@Timeout(30)
class RunCommandTest {

  private final ProgramRun program = new ProgramRun(Map.of());

  @Test
  void shouldPassBothStreamsAndTheExitCodeOn() {
    byte[] everyByte = new byte[256];
    for (int value = 0; value < everyByte.length; value++) {
      everyByte[value] = (byte) value;
    }
    FakeServer.Script script =
        call ->
            call.started()
                .output(StreamType.STDOUT, everyByte)
                .output(StreamType.STDERR, bytes("oops"))
                .output(StreamType.STDOUT, bytes("end"))
                .completed("3", "exit");
    try (FakeServer server = new FakeServer(script)) {
      assertThat(program.execute("run", "--url", server.url(), "--", "x")).isEqualTo(3);
    }
    assertThat(program.stdoutBytes.toByteArray())
        .startsWith(everyByte)
        .endsWith(bytes("end"))
        .hasSize(259);
    assertThat(program.stderrBytes.toByteArray()).isEqualTo(bytes("oops"));
    assertThat(program.err()).isEmpty();
  }

  @Test
  void shouldSendOneWordAsALineForTheShell() throws InterruptedException {
    JsonNode params = paramsOf("run", "--", "echo a | cat");

    assertThat(params.path("command").stringValue()).isEqualTo("echo a | cat");
    assertThat(params.has("argv")).isFalse();
    assertThat(params.path("output").stringValue()).isEqualTo("binary");
    assertThat(params.path("on_disconnect").stringValue()).isEqualTo("detach");
    assertThat(params.has("stdin") || params.has("pty")).isFalse();
    assertThat(params.path("cwd").stringValue()).isEqualTo(Path.of("").toAbsolutePath().toString());
    assertThat(params.has("timeout")).isFalse();
  }

  @Test
  void shouldSendSeveralWordsAsTheyAre() throws InterruptedException {
    JsonNode params = paramsOf("run", "ls", "-l", "--url", "@file", "${HOME}", "");

    assertThat(params.path("argv").valueStream().map(JsonNode::stringValue))
        .containsExactly("ls", "-l", "--url", "@file", "${HOME}", "");
    assertThat(params.has("command")).isFalse();
  }

  @Test
  void shouldSendTimeoutAndDirectory() throws InterruptedException {
    JsonNode params = paramsOf("run", "--timeout", "1.5m", "--cwd", "sub", "--", "x");

    assertThat(params.path("timeout").doubleValue()).isEqualTo(90.0);
    assertThat(params.path("cwd").stringValue())
        .isEqualTo(Path.of("sub").toAbsolutePath().toString());
  }

  @Test
  void shouldNotSendThisDirectoryToAnotherMachine() throws InterruptedException {
    try (FakeServer server = new FakeServer(call -> call.started().completed("0", "exit"))) {
      // This address is not in the loopback range, but leads there.
      String url = "ws://0.0.0.0:" + server.port() + "/ws";

      assertThat(program.execute("run", "--url", url, "--", "x")).isZero();
      assertThat(server.executes.take().has("cwd")).isFalse();
    }
  }

  @Test
  void shouldFindTheServerThroughTheEnvironment() {
    try (FakeServer server = new FakeServer(call -> call.started().completed("7", "exit"))) {
      ProgramRun elsewhere = new ProgramRun(Map.of("CC_EXECUTOR_URL", server.url()));

      assertThat(elsewhere.execute("run", "x")).isEqualTo(7);
    }
  }

  @Test
  void shouldReturn127WhenTheProgramIsNotFound() {
    assertThat(runRefused(-32006, "{\"errno\":\"ENOENT\",\"path\":\"/no\"}")).isEqualTo(127);
    assertThat(program.err()).isEqualTo("cc-executor: refused (ENOENT: /no)\n");
  }

  @Test
  void shouldReturn126WhenTheProgramCannotBeExecuted() {
    assertThat(runRefused(-32006, "{\"errno\":\"EACCES\",\"path\":\"/etc\"}")).isEqualTo(126);
  }

  @Test
  void shouldTellARefusalFromAFailureWhenTheServerDoesNotStartIt() {
    assertThat(runRefused(-32006, "{\"errno\":\"EAGAIN\"}")).isEqualTo(125);
    assertThat(runRefused(-32001, "{\"kind\":\"command_not_allowed\"}")).isEqualTo(121);
    assertThat(runRefused(-32005, "{\"kind\":\"execution_limit\"}")).isEqualTo(121);
    assertThat(program.err()).endsWith("cc-executor: refused\n");
  }

  @Test
  void shouldReturn122WhenNobodyListens() throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }

    assertThat(program.execute("run", "--url", "ws://127.0.0.1:" + port + "/ws", "--", "x"))
        .isEqualTo(122);
    assertThat(program.err())
        .startsWith("cc-executor: cannot connect to 127.0.0.1:" + port + ": Connection refused")
        .contains("cc-executor serve")
        .hasLineCount(1);
  }

  @Test
  void shouldReturn2WhenTheUrlIsOfNoServer() {
    for (String url :
        List.of("https://127.0.0.1/ws", "127.0.0.1:8003", "ws:///ws", "ws://127.0.0.1:65536/ws")) {
      assertThat(program.execute("run", "--url", url, "--", "x")).as(url).isEqualTo(2);
    }
    assertThat(program.err()).contains("'127.0.0.1:8003' is no URL of a server: ws://HOST:PORT/ws");
  }

  @Test
  void shouldReturn120WhenTheConnectionIsLostAndTheCommandWithIt() {
    FakeServer.Script script =
        call -> call.started().output(StreamType.STDOUT, bytes("half")).channel.close();
    try (FakeServer server = new FakeServer(script)) {
      assertThat(program.execute("run", "--url", server.url(), "--", "x")).isEqualTo(120);
    }
    assertThat(program.remoteStdout()).isEqualTo("half");
    assertThat(program.err()).contains("connecting again");
  }

  @Test
  void shouldReturn120WhenTheServerLostTheCommand() {
    try (FakeServer server = new FakeServer(call -> call.started().completed("null", "exit"))) {
      assertThat(program.execute("run", "--url", server.url(), "--", "x")).isEqualTo(120);
    }
  }

  @Test
  void shouldReturn125WhenOutputIsMissing() {
    FakeServer.Script script =
        call ->
            call.started()
                .output(StreamType.STDOUT, bytes("abc"))
                .completed("0", "exit", new StreamTotals(4, "00000000"), null);
    try (FakeServer server = new FakeServer(script)) {
      assertThat(program.execute("run", "--url", server.url(), "--", "x")).isEqualTo(125);
    }
    assertThat(program.err()).contains("stdout");
  }

  @Test
  void shouldSayWhyWhenTheCommandWasStopped() {
    try (FakeServer server = new FakeServer(call -> call.started().completed("143", "timeout"))) {
      assertThat(program.execute("run", "--url", server.url(), "--", "x")).isEqualTo(143);
    }
    assertThat(program.err()).contains("its time was over");
  }

  @Test
  void shouldEndTheCommandAndReturn141WhenNobodyReadsTheOutput()
      throws IOException, InterruptedException {
    Pipe pipe = Pipe.open();
    pipe.source().close();
    FakeServer.Script endless = call -> call.started().output(StreamType.STDOUT, bytes("y\n"));
    try (FakeServer server = new FakeServer(endless)) {
      StandardStreams streams =
          StandardStreams.ofOutputs(pipe.sink(), Channels.newChannel(program.stderrBytes));

      assertThat(program.execute(streams, "run", "--url", server.url(), "--", "yes"))
          .isEqualTo(141);
      JsonNode control = server.others.take();
      assertThat(control.path("method").stringValue()).isEqualTo("control");
      assertThat(control.path("params").path("type").stringValue()).isEqualTo("CANCEL");
      assertThat(server.closeCodes.take()).isEqualTo(1000);
    }
    assertThat(program.err()).isEmpty();
  }

  @Test
  void shouldHoldTheServerBackWhileNobodyReadsTheOutput() throws Exception {
    Pipe pipe = Pipe.open();
    Flood flood = new Flood();
    try (FakeServer server = new FakeServer(flood)) {
      StandardStreams streams =
          StandardStreams.ofOutputs(pipe.sink(), Channels.newChannel(program.stderrBytes));
      CompletableFuture<Integer> exitCode =
          CompletableFuture.supplyAsync(
              () -> program.execute(streams, "run", "--url", server.url(), "--", "yes"));

      await()
          .during(Duration.ofMillis(500))
          .until(() -> flood.sentBytes.get() > 0 && flood.sentBytes.get() < Flood.TOTAL_BYTES);
      assertThat(server.executes.take().path("window").asLong(0)).isEqualTo(Flood.WINDOW_BYTES);
      assertThat(drain(pipe)).isEqualTo(Flood.TOTAL_BYTES);
      assertThat(exitCode.get(10, TimeUnit.SECONDS)).isZero();
    }
  }

  @Test
  void shouldReturn2WhenTheCommandLineIsWrong() {
    assertThat(program.execute("run")).isEqualTo(2);
    assertThat(program.execute("run", "--timeout", "soon", "--", "x")).isEqualTo(2);
    assertThat(program.execute("run", "--url", "no url", "--", "x")).isEqualTo(2);
    assertThat(program.execute("run", "--", "")).isEqualTo(2);
    assertThat(program.err())
        .contains("COMMAND", "'soon' is not a time", "'no url' is no URL", "must not be empty");
  }

  @ParameterizedTest
  @ValueSource(strings = {"logs", "attach", "input", "wait", "pause", "kill"})
  void shouldReturn2WhenTheIdIsMissing(String command) {
    assertThat(program.execute(command)).isEqualTo(2);
    assertThat(program.err()).startsWith("ID is missing");
  }

  @Test
  void shouldReturn2WhenThereAreIdsForWhichNothingWouldBeDone() {
    assertThat(program.execute("logs", "one", "two")).isEqualTo(2);
    assertThat(program.err()).startsWith("only one ID, not one two");
  }

  @Test
  void shouldReturn2WhenThereIsNothingToSignal() {
    assertThat(program.execute("signal", "USR1")).isEqualTo(2);
    assertThat(program.err()).contains("SIGNAL ID");
  }

  private JsonNode paramsOf(String... arguments) throws InterruptedException {
    try (FakeServer server = new FakeServer(call -> call.started().completed("0", "exit"))) {
      ProgramRun run = new ProgramRun(Map.of("CC_EXECUTOR_URL", server.url()));
      assertThat(run.execute(arguments)).as(run.err()).isZero();
      return server.executes.take();
    }
  }

  private int runRefused(int code, String data) {
    try (FakeServer server = new FakeServer(call -> call.refused(code, "refused", data))) {
      return program.execute("run", "--url", server.url(), "--", "x", "y");
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Reads until all of the flood is there. */
  private static long drain(Pipe pipe) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(1 << 20);
    long bytes = 0;
    while (bytes < Flood.TOTAL_BYTES) {
      bytes += pipe.source().read(buffer.clear());
    }
    return bytes;
  }

  /** Sends output for as long as the window lets it, as a server does. */
  private static final class Flood implements FakeServer.Script {
    static final long TOTAL_BYTES = 64L << 20;
    static final long WINDOW_BYTES = 1L << 20;
    private static final byte[] CHUNK = new byte[64 << 10];

    final AtomicLong sentBytes = new AtomicLong();
    private FakeServer.Call call;

    @Override
    public void onExecute(FakeServer.Call started) {
      call = started.started();
      onAcknowledged(0);
    }

    @Override
    public void onAcknowledged(long stdoutOffset) {
      long end = Math.min(TOTAL_BYTES, stdoutOffset + WINDOW_BYTES);
      while (sentBytes.get() + CHUNK.length <= end) {
        call.output(StreamType.STDOUT, CHUNK);
        if (sentBytes.addAndGet(CHUNK.length) == TOTAL_BYTES) {
          call.completed("0", "exit");
        }
      }
    }
  }
}
