package dev.ccexecutor.server.transport;

import io.netty.channel.Channel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The WebSockets on which models use the server, of which there are only so many. Any thread. */
final class McpConnections {
  private final int most;
  private final AtomicInteger count = new AtomicInteger();
  private final ChannelGroup all = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);

  /** Told to each, as an event of its pipeline, when the server has nothing more to say. */
  enum Goodbye {
    EVENT
  }

  McpConnections(int most) {
    this.most = most;
  }

  /** Takes one in until it is closed; false if there are as many as there may be. */
  boolean add(Channel channel) {
    if (count.incrementAndGet() > most) {
      count.decrementAndGet();
      return false;
    }
    channel.closeFuture().addListener(closed -> count.decrementAndGet());
    all.add(channel);
    return true;
  }

  /** Says goodbye to each, and waits for a time until all have gone. */
  void sayGoodbye(long patienceMillis) throws InterruptedException {
    all.forEach(each -> each.pipeline().fireUserEventTriggered(Goodbye.EVENT));
    all.newCloseFuture().await(patienceMillis, TimeUnit.MILLISECONDS);
  }
}
