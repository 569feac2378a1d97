package dev.ccexecutor.server.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccexecutor.server.testkit.Deadline;
import dev.ccexecutor.server.testkit.Received;
import dev.ccexecutor.server.testkit.RemoteCommand;
import dev.ccexecutor.server.testkit.RunningTestServer;
import dev.ccexecutor.server.testkit.TestClient;
import dev.ccexecutor.server.testkit.WebSocketFrames;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Messages that are not whole yet hold no more than they may together, and keep nobody out. */
@Timeout(value = 90, unit = TimeUnit.SECONDS)
class IncomingMemoryTest {
  private static final int MIB = 1024 * 1024;
  private static final int LARGE_BYTES = 1_000_000;
  private static final int STALLED = 40;

  @Test
  void shouldHoldNoMoreThanTheBoundWhenManyStallWithinAMessage() throws Exception {
    try (RunningTestServer server = RunningTestServer.start("max-incoming-bytes", "4M")) {
      long before = usedMemory();
      List<TestClient> stalled = stall(server, STALLED);

      // All that was sent would be ten times as much as it may be.
      stalled.getFirst().awaitClose();
      assertThat(usedMemory() - before).isLessThan(20L * MIB);
      for (TestClient client : stalled) {
        server.forget(client);
      }
      Deadline.await("the memory to be free again").until(() -> usedMemory() - before < 14L * MIB);
      assertServed(server.connect());
    }
  }

  @Test
  void shouldServeAnInnocentOneWhenOthersStallWithinAMessage() throws Exception {
    try (RunningTestServer server = RunningTestServer.start("max-incoming-bytes", "8M")) {
      stall(server, 10);

      TestClient innocent = server.connect();
      innocent.run("true");
      assertServed(innocent);
      assertServed(innocent);

      assertThat(innocent.inbox().all()).noneMatch(Received.Close.class::isInstance);
    }
  }

  @Test
  void shouldServeAllWhenManyLargeMessagesComeAtOnce() throws Exception {
    try (RunningTestServer server = RunningTestServer.start("max-incoming-bytes", "4M")) {
      List<TestClient> clients = new ArrayList<>();
      List<Integer> ids = new ArrayList<>();
      for (int number = 0; number < 20; number++) {
        clients.add(server.connect());
      }
      clients.parallelStream()
          .map(client -> client.send("ping", Map.of("ballast", " ".repeat(LARGE_BYTES))))
          .forEachOrdered(ids::add);

      for (int number = 0; number < clients.size(); number++) {
        assertThat(clients.get(number).awaitAnswer(ids.get(number)).has("result")).isTrue();
      }
    }
  }

  @Test
  void shouldCloseAConnectionWhenItsMessageIsNotFinished() throws Exception {
    try (RunningTestServer server = RunningTestServer.start("message-timeout", "0.1")) {
      TestClient client = server.connect();
      RemoteCommand command = client.execute("exec sleep 1000");
      TestClient idle = server.connect();
      idle.connection().send(WebSocketFrames.frame(false, WebSocketFrames.TEXT, new byte[10]));
      byte[] fragment = new byte[128 * 1024];
      Arrays.fill(fragment, (byte) ' ');
      client.connection().send(WebSocketFrames.frame(false, WebSocketFrames.TEXT, fragment));

      Received.Close close = client.awaitClose();

      assertThat(close.code()).isEqualTo(1008);
      assertThat(close.reason()).isEqualTo("a message was begun and not finished in time");
      command.process().awaitEnd();
      idle.connection()
          .send(WebSocketFrames.frame(true, WebSocketFrames.CONTINUATION, new byte[10]));
      idle.assertAlive();
    }
  }

  @Test
  void shouldTakeALargeMessageWhenItComesInFragments() throws Exception {
    try (RunningTestServer server = RunningTestServer.start("max-incoming-bytes", "1M")) {
      TestClient client = server.connect();
      byte[] blanks = new byte[100_000];
      Arrays.fill(blanks, (byte) ' ');
      for (int message = 0; message < 20; message++) {
        client.connection().send(WebSocketFrames.frame(false, WebSocketFrames.TEXT, blanks));
        for (int fragment = 0; fragment < 8; fragment++) {
          client
              .connection()
              .send(WebSocketFrames.frame(false, WebSocketFrames.CONTINUATION, blanks));
        }
        client.connection().send(WebSocketFrames.frame(true, WebSocketFrames.CONTINUATION, blanks));
      }

      client.assertAlive();
    }
  }

  /** Clients that have begun a message, and sent nearly all of it. */
  private static List<TestClient> stall(RunningTestServer server, int count) throws Exception {
    byte[] most = new byte[LARGE_BYTES - 100_000];
    List<TestClient> stalled = new ArrayList<>();
    for (int number = 0; number < count; number++) {
      TestClient client = server.connect();
      client.connection().send(WebSocketFrames.announcement(WebSocketFrames.TEXT, LARGE_BYTES));
      client.connection().send(most);
      stalled.add(client);
    }
    return stalled;
  }

  private static void assertServed(TestClient client) {
    assertThat(client.request("ping", Map.of("ballast", " ".repeat(LARGE_BYTES))).has("result"))
        .isTrue();
  }

  private static long usedMemory() {
    return ((ByteBufAllocatorMetricProvider) ByteBufAllocator.DEFAULT).metric().usedDirectMemory();
  }
}
