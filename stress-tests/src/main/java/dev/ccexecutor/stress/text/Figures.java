package dev.ccexecutor.stress.text;

import dev.ccexecutor.server.cli.client.HumanText;
import java.time.Duration;
import java.util.Locale;

/** Numbers as the report and the display write them; what is unknown is a dash. */
public final class Figures {
  /** For what nobody told. */
  public static final String UNKNOWN = "–";

  private static final long MINUTE_MILLIS = 60_000;
  private static final int EXACT_BELOW_MILLIS = 10;

  private Figures() {}

  /** Such as {@code 1.5 MiB}; a dash if it is negative. */
  public static String bytes(long count) {
    return count < 0 ? UNKNOWN : HumanText.bytes(count);
  }

  /** Such as {@code 1.5 MiB/s}; a dash if it is NaN. */
  public static String rate(double bytesPerSecond) {
    return Double.isNaN(bytesPerSecond)
        ? UNKNOWN
        : HumanText.bytes(Math.round(bytesPerSecond)) + "/s";
  }

  /** A dash if it is negative. */
  public static String count(long number) {
    return number < 0 ? UNKNOWN : Long.toString(number);
  }

  /** Such as {@code 0.42 ms}; a dash if it is NaN. */
  public static String millis(double millis) {
    if (Double.isNaN(millis)) {
      return UNKNOWN;
    }
    return String.format(Locale.ROOT, millis < EXACT_BELOW_MILLIS ? "%.2f ms" : "%.0f ms", millis);
  }

  /** Such as {@code 1.25 s}, or {@code 3m12s} from a minute on. */
  public static String duration(Duration duration) {
    long millis = duration.toMillis();
    return millis < MINUTE_MILLIS
        ? String.format(Locale.ROOT, "%.2f s", millis / 1000.0)
        : HumanText.duration(millis);
  }

  /** Such as {@code 12s} or {@code 3m12s}, for what is counting. */
  public static String wholeSeconds(Duration duration) {
    return HumanText.duration(duration.toMillis());
  }
}
