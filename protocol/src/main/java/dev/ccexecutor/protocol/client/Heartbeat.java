package dev.ccexecutor.protocol.client;

import dev.ccexecutor.protocol.client.ClientException.Reason;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.timeout.IdleStateEvent;

/**
 * Asks a silent server whether it lives, and gives the connection up where it stays silent. A
 * server that is cut off from its client without a word would else be waited for until TCP gives
 * up, which is never for a client that only listens; see tcp(7).
 */
final class Heartbeat extends ChannelInboundHandlerAdapter {

  private boolean asked;

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    asked = false;
    context.fireChannelRead(message);
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof IdleStateEvent silence) {
      silent(context, silence.isFirst());
    } else {
      context.fireUserEventTriggered(event);
    }
  }

  /**
   * @param first whether anything came since this was called last, be it half a message
   */
  private void silent(ChannelHandlerContext context, boolean first) {
    if (!context.channel().config().isAutoRead()) {
      return; // It is us who do not listen.
    }
    if (asked && !first) {
      context.fireExceptionCaught(
          new ClientException(Reason.TIMEOUT, "the server does not answer any more"));
      return;
    }
    asked = true;
    context.writeAndFlush(new PingWebSocketFrame());
  }
}
