package dev.ccexecutor.server.transport;

import dev.ccexecutor.server.threading.RunsOn;
import dev.ccexecutor.server.threading.ThreadRole;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
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
  private final UnfinishedMessage message;
  private int fragments;

  /**
   * @param message is told what is kept of it, and when it is whole
   */
  FragmentLimit(int maxMessageBytes, UnfinishedMessage message) {
    this.most = FEWEST + maxMessageBytes / USUAL_BYTES;
    this.message = message;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object frame) {
    switch (frame) {
      case TextWebSocketFrame first -> begun(first);
      case BinaryWebSocketFrame first -> begun(first);
      case ContinuationWebSocketFrame next -> part(next);
      default -> {} // Control frames come in between.
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

  private void begun(WebSocketFrame first) {
    fragments = 0;
    part(first);
  }

  private void part(WebSocketFrame frame) {
    fragments++;
    if (frame.isFinalFragment()) {
      message.finished();
    } else {
      message.fragment(frame.content().capacity());
    }
  }
}
