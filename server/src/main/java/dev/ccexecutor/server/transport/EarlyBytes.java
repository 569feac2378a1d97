package dev.ccexecutor.server.transport;

import dev.ccexecutor.server.threading.RunsOn;
import dev.ccexecutor.server.threading.ThreadRole;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;

/**
 * Meets what a client has sent behind its request for an upgrade, without waiting for the answer as
 * RFC 6455 (4.1) asks. The HTTP decoder had read it, and hands it on past the decoder of frames
 * when it leaves. Later bytes may be ahead of it by then, so it can't be put right; nor is it to
 * vanish.
 */
@RunsOn(ThreadRole.EVENT_LOOP)
final class EarlyBytes extends SimpleChannelInboundHandler<ByteBuf> {
  static final String NAME = "early-bytes";

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, ByteBuf bytes) {
    // In a task of its own: the connection, which ends itself, is put into the pipeline after this.
    ctx.executor()
        .execute(
            () ->
                ctx.fireExceptionCaught(
                    new CorruptedWebSocketFrameException(
                        WebSocketCloseStatus.PROTOCOL_ERROR,
                        "sent before the upgrade was answered")));
  }
}
