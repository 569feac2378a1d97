package dev.ccexecutor.stress.check;

import dev.ccexecutor.protocol.execution.StreamTotals;
import dev.ccexecutor.stress.scenario.StreamExpectation;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/** What a child is known to write, byte by byte, told by its length and checksum. */
final class ExpectedStream {
  private static final int BLOCK_BYTES = 1 << 16;

  private ExpectedStream() {}

  /** Length and checksum of a stream whose bytes are all known. */
  static StreamTotals totalsOf(StreamExpectation expected) {
    CRC32C checksum = new CRC32C();
    byte[] start =
        (expected.text() != null
                ? expected.text()
                : expected.startsWith() == null ? "" : expected.startsWith())
            .getBytes(StandardCharsets.UTF_8);
    checksum.update(start);
    long body = 0;
    if (expected.numberedLines() != null) {
      body = addLines(checksum, expected.numberedLines());
    } else if (expected.repeats() != null) {
      body = addRepeated(checksum, expected.repeats(), expected.bytes());
    }
    return StreamTotals.of(start.length + body, checksum.getValue());
  }

  private static long addLines(CRC32C checksum, long count) {
    long bytes = 0;
    for (long number = 1; number <= count; number++) {
      byte[] line = "%015d\n".formatted(number).getBytes(StandardCharsets.US_ASCII);
      checksum.update(line);
      bytes += line.length;
    }
    return bytes;
  }

  private static long addRepeated(CRC32C checksum, String piece, long bytes) {
    int length = piece.getBytes(StandardCharsets.UTF_8).length;
    byte[] block = piece.repeat(Math.max(1, BLOCK_BYTES / length)).getBytes(StandardCharsets.UTF_8);
    long left = bytes;
    while (left > 0) {
      int count = (int) Math.min(left, block.length);
      checksum.update(block, 0, count);
      left -= count;
    }
    return bytes;
  }
}
