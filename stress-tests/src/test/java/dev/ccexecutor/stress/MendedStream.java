package dev.ccexecutor.stress;

import dev.ccexecutor.protocol.execution.StreamTotals;
import java.nio.ByteBuffer;

/**
 * One stream of numbered lines, put together from what came on several connections, one after the
 * other. It fails on a hole that nobody told of, and on bytes that are not the child's.
 */
final class MendedStream {

  private final ReceivedStream received = new ReceivedStream();
  private long length;
  private long missingBytes;

  /** Takes what of these bytes, which are not changed, is new. */
  void take(long offset, ByteBuffer bytes) {
    NumberedLines.assertAt(offset, bytes);
    if (offset > length) {
      throw new AssertionError("a hole from " + length + " to " + offset);
    }
    int known = (int) Math.min(length - offset, bytes.remaining());
    received.append(bytes.slice(bytes.position() + known, bytes.remaining() - known));
    length += bytes.remaining() - known;
  }

  /** The server has said that all before this offset will not come any more. */
  void skip(long to) {
    missingBytes += Math.max(0, to - length);
    length = Math.max(length, to);
  }

  /** Behind the last byte that has come, or is known not to come. */
  long length() {
    return length;
  }

  /** How many bytes will not come. */
  long missingBytes() {
    return missingBytes;
  }

  /** What the end record should say, if nothing is missing. */
  StreamTotals totals() {
    return received.totals();
  }

  /** Of all bytes, in hex digits; may be asked for once. */
  String sha256() {
    return received.sha256();
  }
}
