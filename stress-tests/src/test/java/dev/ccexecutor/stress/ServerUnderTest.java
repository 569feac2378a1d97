package dev.ccexecutor.stress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccexecutor.protocol.execution.ExecuteParams;
import dev.ccexecutor.protocol.execution.ExecuteParamsBuilder;
import dev.ccexecutor.protocol.jsonrpc.Json;
import dev.ccexecutor.stress.server.PackagedServer;
import dev.ccexecutor.stress.server.ProcessFacts;
import dev.ccexecutor.stress.server.RawWebSocket;
import dev.ccexecutor.stress.server.ServerProcess;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The packaged server, for the tests of one class. It runs before the first test; after the last
 * one it is ended by SIGTERM and must have ended well: exit code 0, nothing logged that is wrong,
 * no buffer lost, none of its children left.
 */
final class ServerUnderTest implements BeforeAllCallback, AfterAllCallback {

  private static final long GARBAGE_COLLECTION_SECONDS = 30;
  private static final String LEAK_DETECTION = "-Dio.netty.leakDetection.level=paranoid";

  /** Without a word on stderr. */
  private static final String AGENT_MAY_COME = "-XX:+EnableDynamicAgentLoading";

  private final List<String> jvmFlags;
  private final boolean detectsLeaks;
  private final String[] arguments;
  private final String secret = "secret-" + UUID.randomUUID();
  private Path directory;
  private ServerProcess process;

  private ServerUnderTest(boolean detectsLeaks, String... arguments) {
    this.detectsLeaks = detectsLeaks;
    this.jvmFlags = List.of(detectsLeaks ? LEAK_DETECTION : AGENT_MAY_COME);
    this.arguments = arguments;
  }

  /** Every buffer is tracked. */
  static ServerUnderTest detectingLeaks(String... arguments) {
    return new ServerUnderTest(true, arguments);
  }

  /**
   * As an operator runs it: where memory is measured, tracking would be part of what is measured.
   */
  static ServerUnderTest plain(String... arguments) {
    return new ServerUnderTest(false, arguments);
  }

  URI uri() {
    return process.uri();
  }

  /** The status of the answer to a GET. */
  int httpStatus(String path) throws IOException {
    String request =
        "GET "
            + path
            + " HTTP/1.1\r\nHost: "
            + uri().getAuthority()
            + "\r\nConnection: close\r\n\r\n";
    try (RawWebSocket socket = RawWebSocket.connect(uri())) {
      socket.send(request.getBytes(StandardCharsets.US_ASCII));
      String answer = new String(socket.readAll(), StandardCharsets.UTF_8);
      assertThat(answer).matches("(?s)HTTP/1\\.1 [0-9]{3} .*");
      return Integer.parseInt(answer.split(" ", 3)[1]);
    }
  }

  long pid() {
    return process.pid();
  }

  ServerProcess process() {
    return process;
  }

  StressClient connect() throws Exception {
    return StressClient.connect(uri());
  }

  /** Never to be seen in the log. */
  String secret() {
    return secret;
  }

  /** A line for the shell, with the secret as {@code $SECRET}. */
  ExecuteParamsBuilder command(String line) {
    return ExecuteParams.command(line).env(Map.of("SECRET", secret));
  }

  /** A program without a shell, with the secret in its environment. */
  ExecuteParamsBuilder argv(String... words) {
    return ExecuteParams.argv(List.of(words)).env(Map.of("SECRET", secret));
  }

  /** Everything that was started with the secret and still lives. */
  List<Long> survivors() {
    return ProcessFacts.withValueInEnvironment(secret);
  }

  @Override
  public void beforeAll(ExtensionContext context) throws Exception {
    start();
  }

  /** For a test that has it for itself, and stops it. */
  void start() throws Exception {
    directory = Files.createTempDirectory("cc-executor-stress");
    ProcessBuilder command =
        PackagedServer.serveCommand(jvmFlags, directory.resolve("data"), arguments);
    process = ServerProcess.start(command, directory.resolve("log"));
  }

  @Override
  public void afterAll(ExtensionContext context) throws Exception {
    stop();
  }

  void stop() throws Exception {
    if (process == null) {
      return;
    }
    try {
      if (detectsLeaks && process.isAlive()) {
        reportLeaks();
      }
      process.sendTerm();
      assertThat(process.awaitExit()).as("exit code of the server").isZero();
      assertThat(survivors()).as("processes left behind").isEmpty();
      assertThat(process.restOfStdout()).as("stdout").isEmpty();
      assertCleanLog();
    } finally {
      process.destroy();
      try (var files = Files.walk(directory)) {
        for (Path file : files.sorted((left, right) -> right.compareTo(left)).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  /** What is lost shows when it was collected and another buffer is made. */
  private void reportLeaks() throws Exception {
    for (int round = 0; round < 2; round++) {
      collectGarbage();
      try (StressClient client = connect()) {
        client.start(command("echo after the collection")).awaitWholeJson();
      }
    }
  }

  private void collectGarbage() throws Exception {
    ask("GC.run");
  }

  /** What its JVM answers to this command of jcmd. */
  String ask(String... command) throws Exception {
    List<String> words = new ArrayList<>();
    words.add(PackagedServer.javaHome().resolve("bin/jcmd").toString());
    words.add(Long.toString(pid()));
    words.addAll(List.of(command));
    Process jcmd = new ProcessBuilder(words).redirectErrorStream(true).start();
    String answer = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(jcmd.waitFor(GARBAGE_COLLECTION_SECONDS, TimeUnit.SECONDS)).isTrue();
    assertThat(jcmd.exitValue()).as("%s: %s", words, answer).isZero();
    return answer;
  }

  private void assertCleanLog() throws Exception {
    List<String> lines = process.logLines();
    assertThat(lines).as("log").isNotEmpty();
    assertThat(lines).filteredOn(this::isWrong).as("wrong lines of the log").isEmpty();
  }

  private boolean isWrong(String line) {
    return line.contains("\"level\":\"ERROR\"")
        || line.contains("LEAK")
        || line.contains(secret)
        || !line.startsWith("{")
        || !Json.MAPPER.readTree(line).isObject();
  }
}
