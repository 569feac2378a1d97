package dev.ccexecutor.server.transport;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes a connection that has not become a WebSocket in time. The time runs from the connect and
 * is not prolonged by anything that is sent, so that a client that trickles bytes gains nothing.
 */
final class HandshakeDeadline extends ChannelInboundHandlerAdapter {
  static final String NAME = "handshake-deadline";

  private static final Logger log = LoggerFactory.getLogger(HandshakeDeadline.class);

  private final long timeoutMillis;
  private Future<?> timer;

  HandshakeDeadline(long timeoutMillis) {
    this.timeoutMillis = timeoutMillis;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    timer =
        ctx.executor()
            .schedule(
                () -> {
                  log.atDebug()
                      .addKeyValue("peer", ctx.channel().remoteAddress())
                      .log("no upgrade in time");
                  ctx.close();
                },
                timeoutMillis,
                TimeUnit.MILLISECONDS);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    timer.cancel(false);
  }
}
