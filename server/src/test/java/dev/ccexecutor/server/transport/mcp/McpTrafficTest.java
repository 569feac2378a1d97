package dev.ccexecutor.server.transport.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.api.Test;

class McpTrafficTest {
  private static final int MAX_UNSENT = 10_000;

  private final McpTraffic traffic = new McpTraffic(3, 2, MAX_UNSENT);

  private HttpAnswer answerOn(EmbeddedChannel channel) {
    return new HttpAnswer(channel, traffic, true, () -> {});
  }

  @Test
  void shouldRefuseAConnectionWhenAPrincipalOrAllTogetherHaveTooMany() {
    assertThat(traffic.connected("red")).isTrue();
    assertThat(traffic.connected("red")).isTrue();
    assertThat(traffic.connected("red")).isFalse();
    assertThat(traffic.connected("blue")).isTrue();
    assertThat(traffic.connected("blue")).isFalse();

    traffic.disconnected("red");

    assertThat(traffic.connected("blue")).isTrue();
    assertThat(traffic.connected("red")).isFalse();
  }

  @Test
  void shouldCutOffWhoLeavesMostUnreadWhenThereIsNoMemoryForMore() {
    EmbeddedChannel reads = new EmbeddedChannel();
    EmbeddedChannel leaves = new EmbeddedChannel();
    HttpAnswer small = answerOn(reads);
    HttpAnswer large = answerOn(leaves);
    // Nothing is taken before the channels' tasks are run.
    large.event(Unpooled.wrappedBuffer(new byte[MAX_UNSENT - 100]));
    small.event(Unpooled.wrappedBuffer(new byte[200]));

    leaves.runPendingTasks();
    reads.runPendingTasks();

    assertThat(leaves.isOpen()).isFalse();
    assertThat(reads.isOpen()).isTrue();
    assertThat(traffic.unsentBytes()).isZero();
    reads.finishAndReleaseAll();
    leaves.finishAndReleaseAll();
  }
}
