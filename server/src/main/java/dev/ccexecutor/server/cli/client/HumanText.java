package dev.ccexecutor.server.cli.client;

import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Numbers as people like to read them. */
public final class HumanText {
  private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB"};
  private static final int FACTOR = 1024;
  private static final int MINUTE = 60;
  private static final int HOUR = 60 * MINUTE;
  private static final int DAY = 24 * HOUR;

  private HumanText() {}

  /** Such as {@code 1.5 MiB}. */
  public static String bytes(long count) {
    double value = count;
    int unit = 0;
    while (value >= FACTOR && unit < UNITS.length - 1) {
      value /= FACTOR;
      unit++;
    }
    return unit == 0 ? count + " B" : String.format(Locale.ROOT, "%.1f %s", value, UNITS[unit]);
  }

  /** Such as {@code 3m12s}; whole seconds. */
  public static String duration(long millis) {
    long seconds = TimeUnit.MILLISECONDS.toSeconds(millis);
    if (seconds < MINUTE) {
      return seconds + "s";
    }
    if (seconds < HOUR) {
      return seconds / MINUTE + "m" + seconds % MINUTE + "s";
    }
    if (seconds < DAY) {
      return seconds / HOUR + "h" + seconds % HOUR / MINUTE + "m";
    }
    return seconds / DAY + "d" + seconds % DAY / HOUR + "h";
  }
}
