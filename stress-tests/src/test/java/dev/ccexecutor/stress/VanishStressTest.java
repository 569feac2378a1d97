package dev.ccexecutor.stress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ccexecutor.stress.server.RawWebSocket;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Clients that are gone from one moment to the next, with trees of processes running for them. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class VanishStressTest {

  private static final int CLIENTS = 100;

  /** The shell, two that share its group, and one with a session of its own. */
  private static final String TREE =
      "setsid sleep 1000 & sleep 1000 & echo ready; sleep 1000; sleep 1000";

  private static final int PROCESSES_OF_TREE = 4;

  @RegisterExtension
  static final ServerUnderTest server =
      ServerUnderTest.detectingLeaks(
          "--max-sessions", "200", "--event-loops", "2", "--reader-loops", "2");

  @Test
  void shouldEndEveryTreeWhenAllClientsVanish() throws Exception {
    try (StressClient observer = server.connect()) {
      startAndVanish(CLIENTS / 10);
      awaitOnlyThisSession(observer);
      Footprint before = Footprint.ofIdle(server);
      startAndVanish(CLIENTS);
      awaitOnlyThisSession(observer);
      before.awaitReturn(server);
    }
  }

  @Test
  void shouldEndEveryFloodWhenAllClientsVanish() throws Exception {
    try (StressClient observer = server.connect()) {
      Footprint before = Footprint.ofIdle(server);
      List<RawWebSocket> sockets = new ArrayList<>();
      for (int count = 0; count < CLIENTS / 10; count++) {
        RawWebSocket socket = RawWebSocket.open(server.uri());
        sockets.add(socket);
        socket.sendText(execute("yes"));
        socket.readUntil("process.output");
      }
      for (RawWebSocket socket : sockets) {
        socket.vanish();
      }
      awaitOnlyThisSession(observer);
      before.awaitReturn(server);
    }
  }

  private static void startAndVanish(int clients) throws IOException {
    List<RawWebSocket> sockets = new ArrayList<>();
    for (int count = 0; count < clients; count++) {
      RawWebSocket socket = RawWebSocket.open(server.uri());
      sockets.add(socket);
      socket.sendText(execute(TREE));
    }
    for (RawWebSocket socket : sockets) {
      socket.readUntil("ready");
    }
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> server.survivors().size() == clients * PROCESSES_OF_TREE);
    for (RawWebSocket socket : sockets) {
      socket.vanish();
    }
  }

  private static String execute(String line) {
    return """
    {"jsonrpc":"2.0","id":1,"method":"execute","params":
    {"command":"%s","env":{"SECRET":"%s"},"grace":1}}
    """
        .formatted(line, server.secret());
  }

  private static void awaitOnlyThisSession(StressClient observer) {
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () -> {
              var info = observer.call("server.info", null);
              assertThat(info.path("active_sessions").asInt(0)).isEqualTo(1);
              assertThat(info.path("active_executions").asInt(-1)).isZero();
            });
  }
}
