package dev.ccexecutor.stress.run;

import dev.ccexecutor.protocol.client.OutputChunk;
import dev.ccexecutor.protocol.execution.ProcessGap;
import dev.ccexecutor.protocol.execution.StreamTotals;
import dev.ccexecutor.stress.evidence.StreamEvidence;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.OptionalLong;
import java.util.zip.CRC32C;

/** Counts and sums up one stream as it comes; keeps nothing but its beginning. */
final class StreamRecorder {
  private static final int HEAD_BYTES = 256;

  private final CRC32C checksum = new CRC32C();
  private final byte[] head = new byte[HEAD_BYTES];
  private int headBytes;
  private long bytes;
  private long gapBytes;
  private long nextOffset;
  private OptionalLong brokenAt = OptionalLong.empty();

  /** Takes a piece; it stays the caller's. */
  synchronized void add(OutputChunk chunk) {
    if (chunk.offset() != nextOffset && brokenAt.isEmpty()) {
      brokenAt = OptionalLong.of(chunk.offset());
    }
    ByteBuffer content = chunk.content().nioBuffer();
    int kept = Math.min(content.remaining(), HEAD_BYTES - headBytes);
    content.duplicate().get(head, headBytes, kept);
    headBytes += kept;
    bytes += content.remaining();
    checksum.update(content);
    nextOffset = chunk.endOffset();
  }

  /** Goes on behind what will not come. */
  synchronized void skip(ProcessGap gap) {
    if (gap.from() != nextOffset && brokenAt.isEmpty()) {
      brokenAt = OptionalLong.of(gap.from());
    }
    gapBytes += gap.to() - gap.from();
    nextOffset = gap.to();
  }

  synchronized StreamEvidence seen() {
    return new StreamEvidence(
        bytes,
        StreamTotals.of(bytes, checksum.getValue()).crc32c(),
        brokenAt,
        gapBytes,
        new String(Arrays.copyOf(head, headBytes), StandardCharsets.UTF_8));
  }
}
