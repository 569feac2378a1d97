package dev.ccexecutor.server.session;

import dev.ccexecutor.protocol.jsonrpc.JsonRpcWriter;
import dev.ccexecutor.server.threading.RunsOn;
import dev.ccexecutor.server.threading.ThreadRole;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;

/**
 * Answers and notifications on their way to the client. They don't wait for the channel to be
 * writable, as output does, so that no effect of a control waits for output to be read; what bounds
 * them is that a client that lets too many of them lie unread is cut off.
 */
@RunsOn(ThreadRole.EVENT_LOOP)
public final class AnswerLane {
  private static final JsonRpcWriter WRITER = new JsonRpcWriter();

  private final Channel channel;
  private final long maxUnreadBytes;
  private final Runnable onOverflow;
  private long unreadBytes;
  private boolean closed;

  /**
   * @param onOverflow called once, when more than {@code maxUnreadBytes} wait to be taken
   */
  AnswerLane(Channel channel, long maxUnreadBytes, Runnable onOverflow) {
    this.channel = channel;
    this.maxUnreadBytes = maxUnreadBytes;
    this.onOverflow = onOverflow;
  }

  /** What is said from now on has nobody to hear it. */
  void close() {
    closed = true;
  }

  void notify(String method, Object params) {
    send(WRITER.notification(method, params));
  }

  /** Sends one message, UTF-8; nothing any more once the lane has overflowed or was closed. */
  public void send(byte[] message) {
    assert channel.eventLoop().inEventLoop();
    if (closed || !channel.isActive()) {
      return;
    }
    unreadBytes += message.length;
    if (unreadBytes > maxUnreadBytes) {
      closed = true;
      onOverflow.run();
      return;
    }
    channel
        .writeAndFlush(new TextWebSocketFrame(Unpooled.wrappedBuffer(message)))
        .addListener(
            (ChannelFutureListener)
                sent -> {
                  unreadBytes -= message.length;
                });
  }
}
