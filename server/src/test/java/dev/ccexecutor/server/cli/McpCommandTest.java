package dev.ccexecutor.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccexecutor.server.testkit.Deadline;
import dev.ccexecutor.server.testkit.ObservedProcess;
import dev.ccexecutor.server.testkit.PrivateFiles;
import dev.ccexecutor.server.testkit.RunningTestServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code cc-executor mcp}, as a process of its own, the way clients start it. */
@Timeout(90)
class McpCommandTest {
  private static final JsonMapper JSON = new JsonMapper();

  @RegisterExtension static final RunningTestServer SERVER = RunningTestServer.withSettings();

  @TempDir Path directory;

  private Process process;
  private BufferedReader out;

  private void start(String url, String... options) throws IOException {
    String[] arguments = new String[options.length + 3];
    arguments[0] = "mcp";
    arguments[1] = "--url";
    arguments[2] = url;
    System.arraycopy(options, 0, arguments, 3, options.length);
    process =
        new ProcessBuilder(ClientJvm.command(arguments))
            .redirectError(directory.resolve("stderr").toFile())
            .start();
    out = process.inputReader(StandardCharsets.UTF_8);
  }

  @AfterEach
  void stop() throws Exception {
    if (process != null) {
      process.destroyForcibly().waitFor();
    }
  }

  private String stderr() throws IOException {
    return Files.readString(directory.resolve("stderr"));
  }

  private void send(String line) throws IOException {
    OutputStream in = process.getOutputStream();
    in.write((line.replace('\'', '"') + "\n").getBytes(StandardCharsets.UTF_8));
    in.flush();
  }

  /** Whatever is no JSON on a line fails here. */
  private JsonNode read() throws IOException {
    return JSON.readTree(Optional.ofNullable(out.readLine()).orElseThrow());
  }

  private JsonNode answerTo(int id) throws IOException {
    JsonNode message = read();
    while (!message.path("id").isNumber() || message.path("id").asInt() != id) {
      message = read();
    }
    return message;
  }

  private int awaitExit() throws InterruptedException {
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return process.exitValue();
  }

  private void initialize() throws IOException {
    send(
        "{'jsonrpc':'2.0','id':0,'method':'initialize','params':{'protocolVersion':'2025-11-25',"
            + "'capabilities':{},'clientInfo':{'name':'test','version':'1'}}}");
    assertThat(answerTo(0).path("result").path("serverInfo").path("name").asString())
        .isEqualTo("cc-executor");
    send("{'jsonrpc':'2.0','method':'notifications/initialized'}");
  }

  private void execute(int id, String command) throws IOException {
    send(
        "{'jsonrpc':'2.0','id':%d,'method':'tools/call','params':{'name':'execute','arguments':{'command':'%s'}}}"
            .formatted(id, command));
  }

  /** Of a command that writes its pid to a file. */
  private ObservedProcess started(int id) throws IOException {
    Path file = directory.resolve("pid-" + id);
    execute(id, "echo $$ > " + file + "; exec sleep 600");
    Deadline.await("the command to run")
        .until(() -> Files.exists(file) && Files.readString(file).endsWith("\n"));
    return new ObservedProcess(Integer.parseInt(Files.readString(file).strip()));
  }

  @Test
  void shouldAnswerOnStdoutAndSayNothingElseThere() throws Exception {
    start(ClientJvm.url(SERVER.port()));
    initialize();
    send("");
    send("{'jsonrpc':'2.0','id':1,'method':'tools/list'}");
    assertThat(answerTo(1).path("result").path("tools").toString()).contains("\"execute\"");
    execute(2, "printf 'one\\ntwo\\n'".replace("'", "\\u0027").replace("\\n", "\\\\n"));

    JsonNode result = answerTo(2).path("result");

    assertThat(result.path("structuredContent").toString()).contains("one\\ntwo");
    process.getOutputStream().close();
    assertThat(awaitExit()).isZero();
    assertThat(out.readLine()).isNull();
    assertThat(stderr()).isEmpty();
  }

  @Test
  void shouldRefuseAndGoOnWhenALineIsNoMessage() throws Exception {
    start(ClientJvm.url(SERVER.port()));
    send("no JSON");
    send("[{'jsonrpc':'2.0','id':1,'method':'ping'}]");
    send("{'jsonrpc':'2.0','id':2,'method':'ping','params':{'x':'" + "x".repeat(4 << 20) + "'}}");
    send("{'jsonrpc':'2.0','id':3,'method':'ping'}");

    assertThat(read().path("error").path("code").asInt()).isEqualTo(-32700);
    assertThat(read().path("error").path("code").asInt()).isEqualTo(-32600);
    assertThat(read().path("error").path("message").asString()).contains("4194304");
    assertThat(read().path("id").asInt()).isEqualTo(3);
  }

  @Test
  void shouldStillAnswerWhatIsAnsweredSoonWhenStdinHasEnded() throws Exception {
    start(ClientJvm.url(SERVER.port()));
    send("{'jsonrpc':'2.0','id':7,'method':'tools/list'}");
    process.getOutputStream().close();

    assertThat(answerTo(7).has("result")).isTrue();
    assertThat(awaitExit()).isZero();
  }

  @Test
  void shouldEndWhatItRunsWhenStdinHasEnded() throws Exception {
    start(ClientJvm.url(SERVER.port()));
    initialize();
    ObservedProcess sleep = started(1);

    process.getOutputStream().close();

    assertThat(awaitExit()).isZero();
    assertThat(out.lines().map(JSON::readTree)).noneMatch(message -> message.has("id"));
    sleep.awaitEnd();
  }

  @Test
  void shouldEndWhatItRunsWhenItIsTerminated() throws Exception {
    start(ClientJvm.url(SERVER.port()));
    initialize();
    ObservedProcess sleep = started(1);

    process.destroy();

    assertThat(awaitExit()).isEqualTo(143);
    sleep.awaitEnd();
  }

  @Test
  void shouldEndWhatItRunsAndGoOnWhenACallIsCancelled() throws Exception {
    start(ClientJvm.url(SERVER.port()));
    initialize();
    ObservedProcess sleep = started(1);

    send("{'jsonrpc':'2.0','method':'notifications/cancelled','params':{'requestId':1}}");

    sleep.awaitEnd();
    send("{'jsonrpc':'2.0','id':2,'method':'ping'}");
    JsonNode next = read();
    while (!next.has("id")) {
      next = read();
    }
    assertThat(next.path("id").asInt()).isEqualTo(2);
  }

  @Test
  void shouldShowItsTokenAndSayWhereItIsWrong() throws Exception {
    try (RunningTestServer server =
        RunningTestServer.withSettings()
            .withEnvironment(Map.of("CC_EXECUTOR_TOKENS", "ci:secret-token-0123456789"))
            .started()) {
      Path token = PrivateFiles.write(directory.resolve("token"), "secret-token-0123456789\n");
      start(ClientJvm.url(server.port()));
      assertThat(awaitExit()).isEqualTo(121);
      assertThat(stderr()).contains("--token-file").hasLineCount(1);

      start(ClientJvm.url(server.port()), "--token-file", token.toString());
      initialize();
      execute(1, "true");
      assertThat(answerTo(1).path("result").path("isError").asBoolean(false)).isFalse();
      stop();
    }
  }

  @Test
  void shouldSayThatThereIsNoServerWhenNobodyListens() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    start(ClientJvm.url(port));

    assertThat(awaitExit()).isEqualTo(122);
    assertThat(out.readLine()).isNull();
    assertThat(stderr()).contains("127.0.0.1:" + port, "cc-executor serve").hasLineCount(1);
  }
}
