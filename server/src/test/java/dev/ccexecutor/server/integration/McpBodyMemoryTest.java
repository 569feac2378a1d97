package dev.ccexecutor.server.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccexecutor.server.testkit.McpConnection;
import dev.ccexecutor.server.testkit.RunningTestServer;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Bodies that are not whole yet hold no more than messages of WebSockets may. */
@Timeout(60)
class McpBodyMemoryTest {
  private static final int MIB = 1024 * 1024;
  private static final int LARGE_BYTES = 900_000;
  private static final int STALLED = 10;

  private final List<McpConnection> opened = new ArrayList<>();

  private void disconnect() throws IOException {
    for (McpConnection each : opened) {
      each.close();
    }
  }

  private McpConnection open(RunningTestServer server) throws IOException {
    McpConnection one = McpConnection.open(server.port());
    opened.add(one);
    return one;
  }

  private static long usedMemory() {
    var metric = ((ByteBufAllocatorMetricProvider) ByteBufAllocator.DEFAULT).metric();
    return metric.usedDirectMemory() + metric.usedHeapMemory();
  }

  @Test
  void shouldServeAnotherOneWhenManyStallWithinABody() throws Exception {
    try (RunningTestServer server =
        RunningTestServer.withSettings("max-incoming-bytes", "8M")
            .offering(new McpFixture().catalog())
            .started()) {
      long before = usedMemory();
      try {
        stallAndServe(server);
        assertThat(usedMemory() - before).isLessThan(20L * MIB);
      } finally {
        disconnect();
      }
    }
  }

  private void stallAndServe(RunningTestServer server) throws IOException {
    for (int i = 0; i < STALLED; i++) {
      McpConnection stalled = open(server);
      stalled.send("POST", null, "Content-Type: application/json", "Content-Length: 1000000");
      Thread.ofVirtual().start(() -> sendIgnoringTheEnd(stalled));
    }
    McpConnection innocent = open(server);
    String text = "z".repeat(LARGE_BYTES);
    for (int i = 0; i < 3; i++) {
      innocent.post(
          McpRequest.modernCall(1, "echo", "{\"text\":\"" + text + "\"}"),
          McpRequest.modernHeaders("echo"));
      McpConnection.Answer answer = innocent.readAnswer();
      assertThat(answer.status()).as(answer.body()).isEqualTo(200);
      assertThat(answer.message().at("/result/content/0/text").asString()).hasSize(LARGE_BYTES);
    }
  }

  private static void sendIgnoringTheEnd(McpConnection stalled) {
    try {
      stalled.sendRaw(new byte[LARGE_BYTES]);
    } catch (IOException ended) {
      // The server has cut it off, as it may.
    }
  }
}
