package dev.ccexecutor.server.transport;

import dev.ccexecutor.server.threading.RunsOn;
import dev.ccexecutor.server.threading.ThreadRole;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import java.util.concurrent.TimeUnit;

/**
 * Ends a connection with a close frame that the peer can read.
 *
 * <p>Closing a socket with unread bytes makes the kernel send a reset, which can overtake the close
 * frame in the peer's hands. So after the frame the peer has a moment in which what it still sends
 * is read and thrown away; when it closes in turn, or the moment is over, the socket is closed.
 */
@RunsOn(ThreadRole.EVENT_LOOP)
final class Closing {
  private static final long PATIENCE_MILLIS = 1_000;

  private final Runnable onBegin;
  private boolean begun;
  private String cause;
  private Integer code;

  /**
   * @param onBegin called once, after the last moment at which a frame may be sent
   */
  Closing(Runnable onBegin) {
    this.onBegin = onBegin;
  }

  boolean hasBegun() {
    return begun;
  }

  /** With what the server has ended it; null if it has not. */
  Integer code() {
    return code;
  }

  /** Why the server has ended it, for people; null if it has not. */
  String cause() {
    return cause;
  }

  /** Sends the frame and closes soon. A second cause changes nothing. */
  void begin(ChannelHandlerContext ctx, int code, String reason) {
    if (begun) {
      return;
    }
    begun = true;
    this.code = code;
    this.cause = reason;
    ctx.writeAndFlush(new CloseWebSocketFrame(code, reason));
    onBegin.run();
    ctx.executor().schedule(() -> ctx.close(), PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
  }

  /**
   * The peer has closed, in answer to us or by itself: with the answer sent, nothing is left to
   * wait for.
   */
  void answer(ChannelHandlerContext ctx, CloseWebSocketFrame frame) {
    if (begun) {
      ctx.close();
      return;
    }
    begun = true;
    int code = frame.statusCode();
    CloseWebSocketFrame answer =
        code < 0 ? new CloseWebSocketFrame() : new CloseWebSocketFrame(code, "");
    ctx.writeAndFlush(answer).addListener(ChannelFutureListener.CLOSE);
    onBegin.run();
    ctx.executor().schedule(() -> ctx.close(), PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
  }
}
