package dev.ccexecutor.server.transport;

import dev.ccexecutor.server.threading.RunsOn;
import dev.ccexecutor.server.threading.ThreadRole;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.unix.Errors;
import io.netty.handler.codec.CodecException;
import io.netty.handler.codec.CorruptedFrameException;
import io.netty.handler.codec.PrematureChannelClosureException;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.util.internal.OutOfDirectMemoryError;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/** What goes wrong on a WebSocket, and by which code it ends then. */
@RunsOn(ThreadRole.EVENT_LOOP)
final class ConnectionFaults {
  private static final Logger log = LoggerFactory.getLogger(ConnectionFaults.class);
  private static final int TRY_AGAIN_LATER = 1013;

  private final Closing closing;
  private final UnaryOperator<LoggingEventBuilder> named;
  private boolean hasFailed;

  /**
   * @param closing ends the connection
   * @param named says in a line of the log which connection it is
   */
  ConnectionFaults(Closing closing, UnaryOperator<LoggingEventBuilder> named) {
    this.closing = closing;
    this.named = named;
  }

  /** Ends the connection as its fault asks for. */
  void caught(ChannelHandlerContext ctx, Throwable cause) {
    switch (cause) {
      case CodecException ignored when closing.hasBegun() -> {
        // What was read together with a violation may be one more, or make no sense without it.
      }
      case CorruptedWebSocketFrameException corrupted ->
          violation(ctx, corrupted.closeStatus(), corrupted);
      case TooLongFrameException tooLong ->
          violation(ctx, WebSocketCloseStatus.MESSAGE_TOO_BIG, tooLong);
      case CorruptedFrameException corrupted ->
          violation(ctx, WebSocketCloseStatus.PROTOCOL_ERROR, corrupted);
      case PrematureChannelClosureException ignored ->
          ctx.close(); // The peer is gone in the middle of a message.
      case Errors.NativeIoException ignored ->
          ctx.close(); // The peer is gone; the end is logged with the session.
      case ClosedChannelException ignored -> ctx.close();
      case IOException failed -> writingFailed(ctx, failed);
      case OutOfDirectMemoryError ignored -> outOfMemory(ctx);
      case CodecException codec when codec.getCause() instanceof OutOfDirectMemoryError ->
          outOfMemory(ctx);
      default -> {
        named.apply(log.atError()).setCause(cause).log("a connection failed");
        closing.begin(ctx, WebSocketCloseStatus.INTERNAL_SERVER_ERROR.code(), "internal error");
      }
    }
  }

  /** There is none to read into. All connections together hold more than there is for them. */
  private void outOfMemory(ChannelHandlerContext ctx) {
    if (closing.hasBegun()) { // What it still sends can't even be read to be thrown away.
      ctx.close();
      return;
    }
    named
        .apply(log.atWarn())
        .log("a connection was closed, since there is no memory for what it sends");
    closing.begin(ctx, TRY_AGAIN_LATER, "out of memory");
  }

  /**
   * No socket does this: a spool's file is shorter than what was to be sent from it, and the frame
   * that was begun can't be ended. Whatever waited behind it fails by the same exception.
   */
  private void writingFailed(ChannelHandlerContext ctx, IOException failure) {
    if (!hasFailed) {
      hasFailed = true;
      named
          .apply(log.atError())
          .setCause(failure)
          .log("a connection was closed in the middle of a frame");
    }
    ctx.close();
  }

  private void violation(
      ChannelHandlerContext ctx, WebSocketCloseStatus status, Exception violation) {
    named
        .apply(log.atInfo())
        .addKeyValue("close_code", status.code())
        .addKeyValue("violation", violation.getMessage())
        .log("protocol violation");
    // The decoder has lost its place and would eat what still comes byte by byte.
    ctx.pipeline().addFirst("discard", new DiscardingHandler());
    closing.begin(ctx, status.code(), status.reasonText());
  }
}
