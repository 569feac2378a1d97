package dev.ccexecutor.server.mcp.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ccexecutor.server.mcp.message.McpWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.JsonNodeFactory;

class NoticesTest {
  private final RecordingExchange outlet = new RecordingExchange();
  private final Notices notices = new Notices(outlet, 3);

  private void add(String thing) {
    notices.add(
        thing,
        () -> Optional.of(McpWriter.notification(thing, JsonNodeFactory.instance.objectNode())));
  }

  @Test
  void shouldForgetTheOldestWhenMoreWaitThanMay() {
    outlet.setWritable(false);
    for (int i = 0; i < 10; i++) {
      add("n" + i);
    }

    outlet.setWritable(true);

    assertThat(outlet.sent())
        .extracting(one -> one.path("method").stringValue())
        .containsExactly("n7", "n8", "n9");
  }

  @Test
  void shouldSendNothingMoreWhenItIsClosed() {
    outlet.setWritable(false);
    add("before");
    notices.close();
    add("after");

    outlet.setWritable(true);

    assertThat(outlet.sent()).isEmpty();
  }

  @Test
  void shouldGoOnWhenANotificationCouldNotBeMade() {
    assertThatThrownBy(
            () ->
                notices.add(
                    "broken",
                    () -> {
                      throw new IllegalStateException("no notification");
                    }))
        .isInstanceOf(IllegalStateException.class);

    add("next");

    assertThat(outlet.sent("next")).hasSize(1);
  }

  @Test
  void shouldTellTheLastStateWhenManyThreadsChangeItWhileTheClientStops() throws Exception {
    for (int round = 0; round < 200; round++) {
      RecordingExchange slow = new RecordingExchange();
      Notices told = new Notices(slow, 8);
      AtomicInteger state = new AtomicInteger();
      CountDownLatch begin = new CountDownLatch(1);
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        threads.add(
            Thread.ofVirtual()
                .start(
                    () -> {
                      try {
                        begin.await();
                      } catch (InterruptedException e) {
                        throw new AssertionError(e);
                      }
                      for (int change = 0; change < 25; change++) {
                        state.incrementAndGet();
                        told.add(
                            "state",
                            () ->
                                Optional.of(
                                    McpWriter.notification(
                                        "state",
                                        JsonNodeFactory.instance
                                            .objectNode()
                                            .put("is", state.get()))));
                      }
                    }));
      }
      begin.countDown();
      slow.setWritable(false);
      slow.setWritable(true);
      for (Thread thread : threads) {
        thread.join();
      }

      slow.setWritable(true);

      assertThat(slow.sent().getLast().path("params").path("is").intValue()).isEqualTo(100);
      assertThat(slow.violations()).isZero();
    }
  }
}
