package dev.ccexecutor.server.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** One file of the web console, in memory for good. Immutable. */
final class ConsoleFile {
  private static final int TAG_BYTES = 16;

  private final byte[] content;
  private final String contentType;
  private final String entityTag;

  /**
   * A file.
   *
   * @param content is not copied, and not to be changed any more
   */
  ConsoleFile(byte[] content, String contentType) {
    this.content = content;
    this.contentType = contentType;
    this.entityTag = '"' + HexFormat.of().formatHex(sha256(content), 0, TAG_BYTES) + '"';
  }

  private static byte[] sha256(byte[] content) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(content);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** A view of its own on the bytes that all answers share; the caller's. */
  ByteBuf content() {
    return Unpooled.wrappedBuffer(content);
  }

  int bytes() {
    return content.length;
  }

  String contentType() {
    return contentType;
  }

  /** A strong one (RFC 9110, 8.8.3), with its quotes. */
  String entityTag() {
    return entityTag;
  }
}
