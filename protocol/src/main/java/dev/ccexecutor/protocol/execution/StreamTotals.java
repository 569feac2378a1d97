package dev.ccexecutor.protocol.execution;

import java.util.HexFormat;

/**
 * All that a child wrote to a stream.
 *
 * @param bytes how many
 * @param crc32c the CRC-32C of them, as eight lower-case hex digits
 */
public record StreamTotals(long bytes, String crc32c) {

  /**
   * Totals with the checksum as a number.
   *
   * @param crc32c as {@link java.util.zip.CRC32C#getValue()} gives it
   */
  public static StreamTotals of(long bytes, long crc32c) {
    return new StreamTotals(bytes, HexFormat.of().toHexDigits((int) crc32c));
  }
}
