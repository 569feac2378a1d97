package dev.ccexecutor.server.session;

import dev.ccexecutor.protocol.jsonrpc.JsonRpcWriter;
import dev.ccexecutor.server.threading.RunsOn;
import dev.ccexecutor.server.threading.ThreadRole;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;

/**
 * Answers and notifications on their way to the client. They don't wait for the channel to be
 * writable, as output does, so that no effect of a control waits for output to be read; what bounds
 * them is that a client that lets too many of them lie unread is cut off.
 */
@RunsOn(ThreadRole.EVENT_LOOP)
public final class AnswerLane {
  private static final JsonRpcWriter WRITER = new JsonRpcWriter();

  /** The objects around a pong weigh more than its bytes. */
  private static final int PONG_COST = 256;

  private final Channel channel;
  private final long maxUnreadBytes;
  private final Runnable onOverflow;
  private long unreadBytes;
  private boolean closed;

  /**
   * @param onOverflow called once, when more than {@code maxUnreadBytes} wait to be taken
   */
  public AnswerLane(Channel channel, long maxUnreadBytes, Runnable onOverflow) {
    this.channel = channel;
    this.maxUnreadBytes = maxUnreadBytes;
    this.onOverflow = onOverflow;
  }

  /** What is said from now on has nobody to hear it. */
  public void close() {
    closed = true;
  }

  void notify(String method, Object params) {
    send(WRITER.notification(method, params));
  }

  /**
   * The same.
   *
   * @param onWritten called when the kernel has taken it; never if it is not sent
   */
  void notify(String method, Object params, Runnable onWritten) {
    send(WRITER.notification(method, params), onWritten);
  }

  /** The same, but it goes to the kernel with whatever is flushed next. */
  void notifyWithNext(String method, Object params) {
    byte[] message = WRITER.notification(method, params);
    if (admit(message.length)) {
      channel.write(frame(message)).addListener(sent(message.length, () -> {}));
    }
  }

  /** Sends one message, UTF-8; nothing any more once the lane has overflowed or was closed. */
  public void send(byte[] message) {
    assert channel.eventLoop().inEventLoop();
    send(message, () -> {});
  }

  private void send(byte[] message, Runnable onWritten) {
    if (admit(message.length)) {
      write(frame(message), message.length, onWritten);
    }
  }

  private static TextWebSocketFrame frame(byte[] message) {
    return new TextWebSocketFrame(Unpooled.wrappedBuffer(message));
  }

  /** Answers a ping, whose content stays the caller's. It waits to be read like all the rest. */
  public void pong(ByteBuf content) {
    int cost = PONG_COST + content.readableBytes();
    if (admit(cost)) {
      write(new PongWebSocketFrame(content.retain()), cost, () -> {});
    }
  }

  private boolean admit(int cost) {
    if (closed || !channel.isActive()) {
      return false;
    }
    boolean alone = unreadBytes == 0; // One large answer is no sign of a client that does not read.
    unreadBytes += cost;
    if (!alone && unreadBytes > maxUnreadBytes) {
      closed = true;
      onOverflow.run();
      return false;
    }
    return true;
  }

  private void write(WebSocketFrame frame, int cost, Runnable onWritten) {
    channel.writeAndFlush(frame).addListener(sent(cost, onWritten));
  }

  private ChannelFutureListener sent(int cost, Runnable onWritten) {
    return ignored -> {
      unreadBytes -= cost;
      onWritten.run();
    };
  }
}
