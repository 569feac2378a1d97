package dev.ccexecutor.server.transport.mcp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;

/** How a message is written in a stream of events (HTML, 9.2). */
final class ServerSentEvent {
  /** Before it connects anew, a client waits so long. */
  private static final int RETRY_MILLIS = 1_000;

  private static final byte[] DATA = ascii("event: message\ndata: ");
  private static final byte[] END = ascii("\n\n");

  private ServerSentEvent() {}

  /** A message that can't be asked for again, UTF-8 on one line. */
  static ByteBuf of(byte[] message) {
    return Unpooled.wrappedBuffer(DATA, message, END);
  }

  /**
   * A message.
   *
   * @param id by which the client says what it has
   */
  static ByteBuf of(String id, byte[] message) {
    return Unpooled.wrappedBuffer(ascii("event: message\nid: " + id + "\ndata: "), message, END);
  }

  /** Nothing but an id, so that the client can come back before there is any message. */
  static ByteBuf priming(String id) {
    return Unpooled.wrappedBuffer(ascii("id: " + id + "\nretry: " + RETRY_MILLIS + "\ndata: \n\n"));
  }

  /** Nothing, for whatever would take a silent connection for a dead one. */
  static ByteBuf comment() {
    return Unpooled.wrappedBuffer(ascii(": still here\n\n"));
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
