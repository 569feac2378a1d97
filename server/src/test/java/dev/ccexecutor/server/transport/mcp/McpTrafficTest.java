package dev.ccexecutor.server.transport.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.List;
import org.junit.jupiter.api.Test;

class McpTrafficTest {
  private static final int MAX_UNSENT = 10_000;

  private final McpTraffic traffic = new McpTraffic(3, 2, MAX_UNSENT);

  private HttpAnswer answerOn(EmbeddedChannel channel, String principal) {
    return new HttpAnswer(channel, traffic, principal, true, () -> {});
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
    List<EmbeddedChannel> left = List.of(new EmbeddedChannel(), new EmbeddedChannel());
    // Nothing is taken before the channels' tasks are run.
    left.forEach(channel -> say(answerOn(channel, "red"), MAX_UNSENT / 2 - 100));
    say(answerOn(reads, "blue"), MAX_UNSENT / 2 + 100);

    assertThat(traffic.unsent().all()).isEqualTo(MAX_UNSENT);
    assertThat(left.getFirst().isOpen()).as("the one that waits for longest").isFalse();
    assertThat(left.getLast().isOpen()).isTrue();
    assertThat(reads.isOpen()).as("one that leaves less than others do").isTrue();
    finish(reads, left.getFirst(), left.getLast());
  }

  @Test
  void shouldSpareWhoTakesSomethingWhenOthersOfThePrincipalDoNot() {
    EmbeddedChannel slow = new EmbeddedChannel();
    EmbeddedChannel silent = new EmbeddedChannel();
    HttpAnswer taken = answerOn(slow, "red");
    say(taken, 100);
    say(answerOn(silent, "red"), MAX_UNSENT - 100);
    slow.runPendingTasks();
    say(taken, 200);

    assertThat(silent.isOpen()).isFalse();
    assertThat(slow.isOpen()).isTrue();
    finish(slow, silent);
  }

  @Test
  void shouldSendOneThatIsLargerThanAllThereIsWhenItIsAlone() {
    EmbeddedChannel channel = new EmbeddedChannel();
    say(answerOn(channel, "red"), 2 * MAX_UNSENT);

    channel.runPendingTasks();

    assertThat(channel.isOpen()).isTrue();
    finish(channel);
  }

  private static void say(HttpAnswer answer, int bytes) {
    answer.event(Unpooled.wrappedBuffer(new byte[bytes]));
  }

  private void finish(EmbeddedChannel... channels) {
    for (EmbeddedChannel channel : channels) {
      channel.runPendingTasks();
      channel.finishAndReleaseAll();
    }
    assertThat(traffic.unsent().all()).isZero();
  }
}
