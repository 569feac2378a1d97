package dev.ccexecutor.server.mcp.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ccexecutor.server.mcp.feature.TaskSupport;
import dev.ccexecutor.server.mcp.feature.ToolResult;
import dev.ccexecutor.server.mcp.message.McpError;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EngineBoundsTest {
  private final CountDownLatch release = new CountDownLatch(1);
  private final McpEngine engine =
      TestEngine.of(
          TestEngine.tool(
              "wait",
              TaskSupport.FORBIDDEN,
              (arguments, context) -> {
                release.await();
                return ToolResult.text("waited");
              }),
          TestEngine.tool(
              "quick",
              TaskSupport.FORBIDDEN,
              (arguments, context) -> {
                context.progress(1, null, "quick");
                return ToolResult.text("done");
              }));

  @AfterEach
  void close() {
    release.countDown();
    engine.close();
    assertThat(engine.slots().total()).isZero();
  }

  @Test
  void shouldAnswerEachWhenTenThousandComeAtOnce() {
    TestClient client = new TestClient(engine, "ann");
    List<RecordingExchange> exchanges = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      exchanges.add(client.legacy("tools/call", TestEngine.call("wait")));
    }
    // Whoever is refused is told so at once, and control goes on.
    assertThat(exchanges.stream().filter(RecordingExchange::isOver)).hasSize(10_000 - 8);
    client.legacy("ping", "{}").result();
    release.countDown();

    assertThat(exchanges)
        .allSatisfy(
            exchange -> {
              assertThat(exchange.answer()).isNotNull();
              assertThat(exchange.ends()).isEqualTo(1);
              assertThat(exchange.violations()).isZero();
            });
    assertThat(exchanges.stream().filter(exchange -> exchange.answer().has("result"))).hasSize(8);
    assertThat(exchanges.getLast().errorCode()).isEqualTo(McpError.REFUSED);
    await().until(() -> engine.slots().total() == 0);
    client.legacy("tools/call", TestEngine.call("quick")).result();
    client.close();
  }

  @Test
  void shouldRefuseOnePrincipalAndTakeAnotherWhenTheFirstHasAllItsPlaces() {
    List<RecordingExchange> exchanges = new ArrayList<>();
    List<TestClient> clients = new ArrayList<>();
    for (int i = 0; i < 13; i++) {
      clients.add(new TestClient(engine, "ann"));
      exchanges.add(clients.getLast().modern("tools/call", TestEngine.call("wait")));
    }
    clients.add(new TestClient(engine, "bob"));
    RecordingExchange other = clients.getLast().modern("tools/call", TestEngine.call("quick"));

    assertThat(exchanges.getLast().errorCode()).isEqualTo(McpError.REFUSED);
    other.result();
    release.countDown();
    assertThat(exchanges.subList(0, 12)).allSatisfy(exchange -> exchange.result());
    clients.forEach(TestClient::close);
  }

  @Test
  void shouldAnswerOrDropOnceWhenACallIsCancelledAsItEnds() throws Exception {
    TestClient client = new TestClient(engine, "ann");
    for (int i = 0; i < 2_000; i++) {
      RecordingExchange exchange = new RecordingExchange();
      CyclicBarrier both = new CyclicBarrier(2);
      RunningCall call =
          client.receive(
              client
                  .modernRequest(
                      "tools/call", "{\"name\":\"quick\",\"_meta\":{\"progressToken\":" + i + "}}")
                  .toString(),
              exchange);
      Thread canceling =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      both.await();
                    } catch (Exception e) {
                      throw new AssertionError(e);
                    }
                    call.cancel();
                  });
      both.await();
      canceling.join();
      exchange.answer();
      assertThat(exchange.ends()).isEqualTo(1);
      assertThat(exchange.violations()).isZero();
    }
    await().until(() -> engine.slots().total() == 0);
    client.close();
  }

  @Test
  void shouldNotInterruptATransportThatWritesWhenACallIsQuick() throws Exception {
    TestClient client = new TestClient(engine, "ann");
    for (int i = 0; i < 2_000; i++) {
      CountDownLatch received = new CountDownLatch(1);
      CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
      RecordingExchange writing =
          new RecordingExchange(
              () -> {
                try {
                  received.await();
                  interrupted.complete(Thread.currentThread().isInterrupted());
                } catch (InterruptedException cutOff) {
                  interrupted.complete(true);
                }
              });
      client.receive(
          client.modernRequest("tools/call", TestEngine.call("quick")).toString(), writing);
      received.countDown();
      assertThat(interrupted.get()).isFalse();
      writing.result();
    }
    client.close();
  }

  @Test
  void shouldAnswerWhatRunsWhenTheServerShutsDown() {
    TestClient client = new TestClient(engine, "ann");
    RecordingExchange running = client.legacy("tools/call", TestEngine.call("wait"));

    engine.close();

    assertThat(running.errorCode()).isEqualTo(McpError.REFUSED);
    assertThat(engine.slots().total()).isZero();
    assertThat(client.legacy("tools/call", TestEngine.call("wait")).errorCode())
        .isEqualTo(McpError.REFUSED);
    client.close();
  }
}
