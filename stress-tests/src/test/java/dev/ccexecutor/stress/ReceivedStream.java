package dev.ccexecutor.stress;

import dev.ccexecutor.protocol.execution.StreamTotals;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.CRC32C;

/**
 * One output stream of one execution as it arrived. Written on the connection's event loop; {@link
 * #bytes} and {@link #messages} may be read at any time, the rest after the end record.
 */
final class ReceivedStream {

  /** What is kept of the content; of a longer stream only the digests tell. */
  private static final int KEPT_BYTES = 1 << 20;

  private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
  private final CRC32C crc32c = new CRC32C();
  private final MessageDigest sha256 = newSha256();
  private volatile long bytes;
  private volatile long messages;
  private volatile boolean ended;

  static MessageDigest newSha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** Takes the next bytes. */
  @SuppressWarnings("NonAtomicVolatileUpdate") // one writer
  void append(ByteBuffer next) {
    int count = next.remaining();
    crc32c.update(next.duplicate());
    sha256.update(next.duplicate());
    byte[] head = new byte[Math.min(count, KEPT_BYTES - kept.size())];
    next.duplicate().get(head);
    kept.writeBytes(head);
    bytes += count;
    messages++;
  }

  void end() {
    ended = true;
  }

  boolean hasEnded() {
    return ended;
  }

  /** How many have come so far. */
  long bytes() {
    return bytes;
  }

  /** In how many messages they came. */
  long messages() {
    return messages;
  }

  /** The content of a stream of no more than 1 MiB, as text. */
  String text() {
    return kept.toString(StandardCharsets.UTF_8);
  }

  /** What the end record should say. */
  StreamTotals totals() {
    return StreamTotals.of(bytes, crc32c.getValue());
  }

  /** In hex digits; may be asked for once. */
  String sha256() {
    return HexFormat.of().formatHex(sha256.digest());
  }
}
