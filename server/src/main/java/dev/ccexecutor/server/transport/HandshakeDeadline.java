package dev.ccexecutor.server.transport;

import dev.ccexecutor.server.logging.LogKeys;
import dev.ccexecutor.server.logging.PeerAddress;
import dev.ccexecutor.server.security.Refusals;
import dev.ccexecutor.server.threading.RunsOn;
import dev.ccexecutor.server.threading.ThreadRole;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes a connection that has not become a WebSocket in time. The time runs from the connect and
 * is not prolonged by anything that is sent or answered, so that a client that trickles bytes, or
 * takes an answer byte by byte, gains nothing. One that is in the middle of a request is told so.
 */
@RunsOn(ThreadRole.EVENT_LOOP)
final class HandshakeDeadline extends ChannelDuplexHandler {
  static final String NAME = "handshake-deadline";

  private static final Logger log = LoggerFactory.getLogger(HandshakeDeadline.class);

  private final long timeoutMillis;
  private final Refusals refusals;
  private Future<?> timer;
  private boolean withinRequest;

  HandshakeDeadline(long timeoutMillis, Refusals refusals) {
    this.timeoutMillis = timeoutMillis;
    this.refusals = refusals;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    timer = ctx.executor().schedule(() -> end(ctx), timeoutMillis, TimeUnit.MILLISECONDS);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object bytes) {
    withinRequest = true;
    ctx.fireChannelRead(bytes);
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object bytes, ChannelPromise written) {
    withinRequest = false;
    ctx.write(bytes, written);
  }

  private void end(ChannelHandlerContext ctx) {
    log.atDebug()
        .addKeyValue(LogKeys.PEER, PeerAddress.of(ctx.channel()))
        .log("no upgrade in time");
    if (withinRequest) {
      HttpRefusal.TOO_SLOW.send(ctx, refusals);
    } else {
      ctx.close();
    }
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    timer.cancel(false);
  }
}
