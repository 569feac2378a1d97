package dev.ccexecutor.server.config;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Spans of time as people write them: seconds, or a number with the unit ms, s, m or h. */
public final class TimeSpan {
  // The digits are bounded so that no text can make the arithmetic slow or overflow a long.
  private static final Pattern WELL_FORMED =
      Pattern.compile("([0-9]{1,10}(?:\\.[0-9]{1,9})?)(ms|s|m|h|)");

  private static final Map<String, Long> MILLIS_OF_UNIT =
      Map.of("ms", 1L, "", 1_000L, "s", 1_000L, "m", 60_000L, "h", 3_600_000L);

  private TimeSpan() {}

  /** The milliseconds meant by a text such as {@code 0.5}, {@code 500ms} or {@code 10m}. */
  public static long parseMillis(String text) throws InvalidValueException {
    Matcher matcher = WELL_FORMED.matcher(text);
    if (!matcher.matches()) {
      throw new InvalidValueException("is not a time such as 5, 0.5, 500ms, 10s, 10m or 2h");
    }
    BigDecimal unitMillis = BigDecimal.valueOf(MILLIS_OF_UNIT.get(matcher.group(2)));
    return new BigDecimal(matcher.group(1))
        .multiply(unitMillis)
        .setScale(0, RoundingMode.HALF_UP)
        .longValueExact();
  }

  /** Seconds, with a fraction only where there is one. */
  public static String format(long millis) {
    return BigDecimal.valueOf(millis, 3).stripTrailingZeros().toPlainString();
  }
}
