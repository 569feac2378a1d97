package dev.ccexecutor.stress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ccexecutor.protocol.jsonrpc.Json;
import dev.ccexecutor.stress.server.PackagedServer;
import dev.ccexecutor.stress.server.ProcessFacts;
import dev.ccexecutor.stress.server.RawWebSocket;
import dev.ccexecutor.stress.server.ServerProcess;
import java.io.IOException;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * A server that has no more descriptors, processes, or memory for input: who is connected is served
 * and can stop what runs, what can't be had is told by its name, and all is well again when there
 * are some.
 */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class ExhaustionStressTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int DESCRIPTORS = 220;
  private static final int PROCESSES = 80;
  private static final int SENDERS = 40;
  private static final int LARGE_BYTES = 900_000;
  private static final int CONTINUATION = 0x80;

  /** A user that has no other processes on this machine. */
  private static final int USER = 54_321;

  private final List<RawWebSocket> connections = new ArrayList<>();
  private ServerProcess server;

  @TempDir private Path directory;

  @AfterEach
  void endAll() throws Exception {
    for (RawWebSocket connection : connections) {
      connection.close();
    }
    if (server != null) {
      server.sendTerm();
      assertThat(server.awaitExit()).isZero();
    }
  }

  @Test
  void shouldServeWhoIsThereWhenThereAreNoMoreDescriptors() throws Exception {
    start(List.of(), "prlimit", "--nofile=" + DESCRIPTORS + ":" + DESCRIPTORS);
    RawWebSocket client = open();
    String running = started(client, "sleep", "1000").get("execution_id").asString();
    useUpDescriptors();

    JsonNode refused = execute(client, "true").get("error").get("data");
    assertThat(refused.get("kind").asString()).isEqualTo("spawn_failed");
    assertThat(refused.get("errno").asString()).isEqualTo("EMFILE");
    JsonNode killed =
        call(client, "control", Map.of("type", "KILL", "execution_id", running)).get("result");
    assertThat(killed.get("status").asString()).isEqualTo("killed");

    connections.subList(1, connections.size()).forEach(ExhaustionStressTest::close);
    await().atMost(PATIENCE).until(() -> execute(client, "true").has("result"));
    assertThat(call(open(), "ping", Map.of()).has("result")).isTrue();
    assertThat(server.logLines())
        .filteredOn(line -> line.contains("connections can't be accepted"))
        .hasSize(1);
  }

  @Test
  void shouldServeWhoIsThereWhenThereAreNoMoreProcesses() throws Exception {
    assumeTrue(Files.getAttribute(directory, "unix:uid").equals(0), "only root can");
    Files.setAttribute(directory, "unix:uid", USER);
    String user = "--reuid=" + USER;
    String group = "--regid=" + USER;
    start(List.of(), "setpriv", user, group, "--clear-groups", "prlimit", "--nproc=" + PROCESSES);
    RawWebSocket client = open();
    List<String> running = new ArrayList<>();
    JsonNode answer = execute(client, "sleep", "1000");
    for (int number = 0; number < PROCESSES && answer.has("result"); number++) {
      running.add(answer.get("result").get("execution_id").asString());
      answer = execute(client, "sleep", "1000");
    }

    assertThat(answer.get("error").get("data").get("errno").asString()).isEqualTo("EAGAIN");
    assertThat(call(open(), "ping", Map.of()).has("result")).isTrue();
    for (String id : running) {
      Map<String, String> kill = Map.of("type", "KILL", "execution_id", id);
      assertThat(call(client, "control", kill).has("result")).isTrue();
    }
    await().atMost(PATIENCE).until(() -> execute(client, "true").has("result"));
  }

  @Test
  void shouldServeOthersWhenManySendMoreThanThereIsMemoryFor() throws Exception {
    start(List.of("-XX:MaxDirectMemorySize=64m", "-Xmx256m"));
    byte[] large = new byte[LARGE_BYTES];
    Arrays.fill(large, (byte) ' ');
    for (int number = 0; number < SENDERS; number++) {
      sendUnfinished(open(), large);
    }
    RawWebSocket other = open();
    assertThat(execute(other, "true").has("result")).isTrue();
    assertThat(call(other, "ping", Map.of("blanks", " ".repeat(LARGE_BYTES))).has("result"))
        .isTrue();
    assertThat(server.logLines())
        .filteredOn(line -> line.contains("messages come slowly and hold memory"))
        .hasSize(1);
    assertThat(server.logLines()).noneMatch(line -> line.contains("no memory for what it sends"));
    connections.forEach(ExhaustionStressTest::close);
    RawWebSocket later = open();
    assertThat(call(later, "ping", Map.of("blanks", " ".repeat(LARGE_BYTES))).has("result"))
        .isTrue();
  }

  /** A first fragment, and a second of which the last byte does not come. */
  private static void sendUnfinished(RawWebSocket sender, byte[] large) throws IOException {
    byte[] second = RawWebSocket.frame(CONTINUATION, large);
    try {
      sender.send(RawWebSocket.frame(RawWebSocket.TEXT, large));
      sender.send(Arrays.copyOf(second, second.length - 1));
    } catch (SocketException refused) {
      assertThat(refused).hasMessageMatching("(?i).*(broken pipe|connection reset).*");
    }
  }

  private void start(List<String> jvmFlags, String... prefix) throws Exception {
    ProcessBuilder command =
        PackagedServer.serveCommand(
            jvmFlags, directory.resolve("data"), "--handshake-timeout", "100");
    command.command().addAll(0, List.of(prefix));
    server = ServerProcess.start(command, directory.resolve("log"));
  }

  private RawWebSocket open() throws IOException {
    RawWebSocket connection = RawWebSocket.open(server.uri());
    connections.add(connection);
    connection.readUntil("connected");
    return connection;
  }

  /** The kernel accepts a connection before the server does. */
  private void useUpDescriptors() throws IOException {
    for (int number = 0; number < DESCRIPTORS; number++) {
      connections.add(RawWebSocket.connect(server.uri()));
    }
    await()
        .atMost(PATIENCE)
        .until(() -> ProcessFacts.openFiles(server.pid()).size() >= DESCRIPTORS - 1);
  }

  private static void close(RawWebSocket connection) {
    try {
      connection.close();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static JsonNode started(RawWebSocket client, String... words) throws IOException {
    return execute(client, words).get("result");
  }

  private static JsonNode execute(RawWebSocket client, String... words) throws IOException {
    return call(client, "execute", Map.of("argv", List.of(words), "output", "none"));
  }

  private static JsonNode call(RawWebSocket client, String method, Object params)
      throws IOException {
    Map<String, Object> request =
        Map.of("jsonrpc", "2.0", "id", "asked", "method", method, "params", params);
    client.sendText(Json.MAPPER.writeValueAsString(request));
    return Json.MAPPER.readTree(client.readUntil("\"id\":\"asked\"").text());
  }
}
