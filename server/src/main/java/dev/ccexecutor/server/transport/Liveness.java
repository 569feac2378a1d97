package dev.ccexecutor.server.transport;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Pings the peer in intervals, while nothing waits to be sent anyway.
 *
 * <p>The ping makes the kernel send something, so that a dead peer shows: unanswered, it is sent
 * again until TCP gives the connection up, and the keep-alive probes (tcp(7)) do the same where all
 * was acknowledged. A pong that is late says nothing: a client that is busy, or whose unread output
 * is in its way, is alive as long as its kernel answers.
 */
final class Liveness extends ChannelInboundHandlerAdapter {
  static final String NAME = "liveness";

  private final long intervalMillis;
  private Future<?> timer;

  Liveness(long intervalMillis) {
    this.intervalMillis = intervalMillis;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    timer =
        ctx.executor()
            .scheduleAtFixedRate(
                () -> ping(ctx), intervalMillis, intervalMillis, TimeUnit.MILLISECONDS);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    timer.cancel(false);
  }

  /** While a peer does not read, pings would only pile up before it. */
  private static void ping(ChannelHandlerContext ctx) {
    if (ctx.channel().isActive() && ctx.channel().unsafe().outboundBuffer().isEmpty()) {
      ctx.writeAndFlush(new PingWebSocketFrame());
    }
  }
}
