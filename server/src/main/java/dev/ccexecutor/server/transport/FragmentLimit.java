package dev.ccexecutor.server.transport;

import dev.ccexecutor.server.threading.RunsOn;
import dev.ccexecutor.server.threading.ThreadRole;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.util.ReferenceCountUtil;

/**
 * Ends a message that comes in too many fragments. They are bounded by their bytes too, but empty
 * ones have none, and each of the others costs more than its bytes until the message is whole.
 */
@RunsOn(ThreadRole.EVENT_LOOP)
final class FragmentLimit extends ChannelInboundHandlerAdapter {
  private static final int FEWEST = 1024;

  /** Libraries that cut messages cut them into no less than this. */
  private static final int USUAL_BYTES = 1024;

  private final int most;
  private int fragments;

  FragmentLimit(int maxMessageBytes) {
    this.most = FEWEST + maxMessageBytes / USUAL_BYTES;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object frame) {
    if (frame instanceof TextWebSocketFrame || frame instanceof BinaryWebSocketFrame) {
      fragments = 1;
    } else if (frame instanceof ContinuationWebSocketFrame) {
      fragments++;
    }
    if (fragments <= most) {
      ctx.fireChannelRead(frame);
      return;
    }
    ReferenceCountUtil.release(frame);
    if (fragments == most + 1) {
      throw new TooLongFrameException("a message has more than " + most + " fragments");
    }
  }
}
