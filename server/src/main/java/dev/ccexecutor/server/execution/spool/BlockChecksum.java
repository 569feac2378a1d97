package dev.ccexecutor.server.execution.spool;

import dev.ccexecutor.protocol.jsonrpc.Json;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;
import tools.jackson.core.JacksonException;

/**
 * A line of a file of checksums.
 *
 * @param offset of the block's first byte in its stream
 * @param bytes how many
 * @param crc32c of them, as eight hex digits
 */
record BlockChecksum(long offset, long bytes, String crc32c) {
  /** Longer than any line, with its end. */
  static final int MOST_LINE_BYTES = 128;

  static BlockChecksum of(long offset, ByteBuffer[] block) {
    CRC32C crc = new CRC32C();
    long bytes = 0;
    for (ByteBuffer part : block) {
      bytes += part.remaining();
      crc.update(part.duplicate());
    }
    return new BlockChecksum(offset, bytes, Digest.hex(crc.getValue()));
  }

  /** The line, with its end. */
  byte[] line() {
    return (Json.MAPPER.writeValueAsString(this) + "\n").getBytes(StandardCharsets.US_ASCII);
  }

  /**
   * The block of a line.
   *
   * @param line with its end
   */
  static BlockChecksum parse(byte[] line) throws MalformedBlockException {
    try {
      BlockChecksum parsed = Json.MAPPER.readValue(line, BlockChecksum.class);
      if (parsed == null || parsed.crc32c == null || parsed.bytes < 1 || parsed.offset < 0) {
        throw new MalformedBlockException("a line of checksums that says nothing");
      }
      return parsed;
    } catch (JacksonException e) {
      throw new MalformedBlockException("a line of checksums that no server writes");
    }
  }
}
