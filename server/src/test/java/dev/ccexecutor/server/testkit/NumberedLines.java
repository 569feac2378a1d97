package dev.ccexecutor.server.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What a counting child writes: the numbers from 1 on, one a line, all lines equally long. So the
 * bytes at any offset are known, and which lines are missing of something is easily seen.
 *
 * @param count how many lines
 */
public record NumberedLines(int count) {
  /** With the line's end. */
  public static final int LINE_BYTES = 16;

  private static final String FORMAT = "%015.0f";

  /** A program that writes them as fast as it can; it is the leader itself, and no shell is. */
  public List<String> argv() {
    return List.of("seq", "-f", FORMAT, "1", Integer.toString(count));
  }

  /** A command line that does the same. */
  public String command() {
    return String.join(" ", argv());
  }

  /** A command line that writes them to both outputs, each at its own pace. */
  public String commandForBothOutputs() {
    return command() + " & " + command() + " >&2; wait";
  }

  /** A command line that writes so many at a time, and sleeps in between. */
  public String commandInBursts(int linesOfBurst, double pauseSeconds) {
    return ("i=0; while [ $i -lt %d ]; do n=$((i + %d)); [ $n -le %d ] || n=%d;"
            + " seq -f %s $((i + 1)) $n; i=$n; sleep %s; done")
        .formatted(count, linesOfBurst, count, count, FORMAT, pauseSeconds);
  }

  /** How many bytes they have. */
  public long bytes() {
    return (long) count * LINE_BYTES;
  }

  /** All of them. */
  public byte[] toBytes() {
    StringBuilder lines = new StringBuilder(Math.toIntExact(bytes()));
    for (int number = 1; number <= count; number++) {
      lines.append("%015d\n".formatted(number));
    }
    return lines.toString().getBytes(StandardCharsets.US_ASCII);
  }

  /** The checksum that the end record must have. */
  public String crc32c() {
    return ReceivedOutput.crc32c(toBytes());
  }

  /** Fails unless these bytes are what the child writes at this offset. */
  public void assertAt(long offset, byte[] received) {
    for (int i = 0; i < received.length; i++) {
      if (received[i] != byteAt(offset + i)) {
        assertThat(lineOf(received, offset, i)).isEqualTo("%015d\n".formatted(lineAt(offset + i)));
      }
    }
    assertThat(offset + received.length)
        .as("end of what was received")
        .isLessThanOrEqualTo(bytes());
  }

  /** Fails unless all of it came to standard output but for what gaps have told of. */
  public void assertAllButGaps(GatheredOutput output) {
    output.assertAccountsForEnd();
    byte[] bytes = output.bytes(StreamName.STDOUT);
    assertThat(bytes.length).as("length of standard output").isEqualTo((int) bytes());
    for (int i = 0; i < bytes.length; i++) {
      byte expected = output.isMissing(StreamName.STDOUT, i) ? 0 : byteAt(i);
      if (bytes[i] != expected) {
        assertThat(lineOf(bytes, 0, i)).as("at %d", i).isEqualTo("%015d\n".formatted(lineAt(i)));
      }
    }
  }

  private static long lineAt(long offset) {
    return offset / LINE_BYTES + 1;
  }

  private static byte byteAt(long offset) {
    int column = (int) (offset % LINE_BYTES);
    if (column == LINE_BYTES - 1) {
      return '\n';
    }
    long digit = lineAt(offset);
    for (int right = LINE_BYTES - 2; right > column; right--) {
      digit /= 10;
    }
    return (byte) ('0' + digit % 10);
  }

  /** The line around a byte, for the message of a failure. */
  private static String lineOf(byte[] received, long offset, int index) {
    int column = (int) ((offset + index) % LINE_BYTES);
    int from = Math.max(0, index - column);
    int to = Math.min(received.length, index - column + LINE_BYTES);
    return new String(received, from, to - from, StandardCharsets.ISO_8859_1);
  }
}
