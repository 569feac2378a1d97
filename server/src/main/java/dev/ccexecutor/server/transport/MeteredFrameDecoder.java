package dev.ccexecutor.server.transport;

import dev.ccexecutor.server.threading.RunsOn;
import dev.ccexecutor.server.threading.ThreadRole;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;

/**
 * The decoder of frames, which asks before it takes memory for a large one. What was read and can't
 * be taken in waits, one buffer or two, and the connection is not read until there is memory.
 */
@RunsOn(ThreadRole.EVENT_LOOP)
final class MeteredFrameDecoder extends WebSocket13FrameDecoder implements IncomingMemory.Owner {
  private final UnfinishedMessage message;
  private final ReadGate gate;
  private final Queue<ByteBuf> waiting = new ArrayDeque<>(0);
  private ChannelHandlerContext context;
  private boolean isCut;

  /**
   * @param gate by which the connection's reading stops
   */
  MeteredFrameDecoder(WebSocketDecoderConfig config, IncomingMemory memory, ReadGate gate) {
    super(config);
    this.message = new UnfinishedMessage(memory, this);
    this.gate = gate;
  }

  ReadGate gate() {
    return gate;
  }

  /** To be told of fragments. */
  UnfinishedMessage message() {
    return message;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object input) throws Exception {
    if (!(input instanceof ByteBuf bytes)) {
      super.channelRead(ctx, input);
    } else if (isCut) {
      bytes.release();
    } else if (waiting.isEmpty() && message.mayHold(capacityWith(bytes))) {
      take(bytes);
    } else {
      waiting.add(bytes);
      gate.shut(ReadGate.Reason.MEMORY);
    }
  }

  private void take(ByteBuf bytes) throws Exception {
    int received = bytes.readableBytes();
    try {
      super.channelRead(context, bytes);
    } finally {
      message.holds(internalBuffer().capacity(), received);
    }
  }

  /** How large the buffer becomes into which these bytes are copied. */
  private long capacityWith(ByteBuf bytes) {
    ByteBuf buffer = internalBuffer();
    if (!buffer.isReadable()) {
      return bytes.capacity();
    }
    return bytes.readableBytes() <= buffer.writableBytes()
        ? buffer.capacity()
        : context
            .alloc()
            .calculateNewCapacity(buffer.writerIndex() + bytes.readableBytes(), Integer.MAX_VALUE);
  }

  /** Its own look for more, where it has made no frame of what it got, would read past the gate. */
  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) throws Exception {
    if (waiting.isEmpty()) {
      super.channelReadComplete(ctx);
    } else {
      ctx.fireChannelReadComplete();
    }
  }

  @Override
  public void readOn() {
    onLoop(this::takeWaiting);
  }

  private void takeWaiting() {
    try {
      while (!waiting.isEmpty() && message.mayHold(capacityWith(waiting.element()))) {
        take(waiting.remove());
      }
    } catch (Exception e) {
      context.fireExceptionCaught(e);
    }
    if (waiting.isEmpty()) {
      context.fireChannelReadComplete();
      gate.open(ReadGate.Reason.MEMORY);
    }
  }

  @Override
  public void cut(WebSocketCloseStatus why) {
    onLoop(() -> end(why));
  }

  private void end(WebSocketCloseStatus why) {
    forget();
    gate.open(ReadGate.Reason.MEMORY);
    context.fireExceptionCaught(new CorruptedWebSocketFrameException(why, why.reasonText()));
  }

  /** Lets go of all that it holds; what still comes is thrown away. */
  private void forget() {
    isCut = true;
    releaseWaiting();
    ByteBuf buffer = internalBuffer();
    buffer.skipBytes(buffer.readableBytes());
    try {
      super.channelRead(context, Unpooled.EMPTY_BUFFER); // It lets an empty buffer go with this.
    } catch (Exception e) {
      context.fireExceptionCaught(e);
    }
    if (context.pipeline().get(ServerPipeline.FRAGMENTS) != null) {
      context.pipeline().remove(ServerPipeline.FRAGMENTS);
    }
    message.close();
  }

  private void onLoop(Runnable action) {
    try {
      context.executor().execute(action);
    } catch (RejectedExecutionException ended) {
      // Its loop has ended, and the connection with it, since the server stops.
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) throws Exception {
    releaseWaiting();
    super.channelInactive(ctx);
  }

  @Override
  protected void handlerRemoved0(ChannelHandlerContext ctx) {
    releaseWaiting();
    message.close();
  }

  private void releaseWaiting() {
    waiting.forEach(ByteBuf::release);
    waiting.clear();
  }
}
