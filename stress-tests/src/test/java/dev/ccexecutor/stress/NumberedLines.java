package dev.ccexecutor.stress;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * What a counting child writes: the numbers from 1 on, one a line, all lines equally long. So the
 * byte at any offset is known.
 */
final class NumberedLines {

  /** With the line's end. */
  static final int LINE_BYTES = 16;

  private static final int DIGITS = LINE_BYTES - 1;

  private NumberedLines() {}

  /** A command line that writes so many of them to its standard output. */
  static String command(int count) {
    return "seq -f %0" + DIGITS + ".0f 1 " + count;
  }

  /** A command line that writes them to both outputs, each at its own pace. */
  static String commandForBothOutputs(int count) {
    return command(count) + " & " + command(count) + " >&2; wait";
  }

  /** Fails unless these bytes, which are not changed, are what the child writes at this offset. */
  static void assertAt(long offset, ByteBuffer received) {
    byte[] bytes = new byte[received.remaining()];
    received.duplicate().get(bytes);
    long at = offset;
    int index = 0;
    while (index < bytes.length) {
      byte[] line = line(at / LINE_BYTES + 1);
      int column = (int) (at % LINE_BYTES);
      int count = Math.min(LINE_BYTES - column, bytes.length - index);
      assertSame(at, line, column, bytes, index, count);
      at += count;
      index += count;
    }
  }

  private static void assertSame(
      long at, byte[] line, int column, byte[] bytes, int index, int count) {
    for (int i = 0; i < count; i++) {
      if (line[column + i] != bytes[index + i]) {
        assertThat(text(bytes, index, count))
            .as("bytes at %d", at)
            .isEqualTo(text(line, column, count));
      }
    }
  }

  private static String text(byte[] bytes, int from, int count) {
    return new String(bytes, from, count, StandardCharsets.ISO_8859_1);
  }

  private static byte[] line(long number) {
    byte[] line = new byte[LINE_BYTES];
    line[DIGITS] = '\n';
    long rest = number;
    for (int digit = DIGITS - 1; digit >= 0; digit--) {
      line[digit] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    return line;
  }
}
