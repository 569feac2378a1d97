package dev.ccexecutor.server.config;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Numbers of bytes as people write them: K, M and G stand for 1024 and its powers. */
final class ByteSize {
  private static final Pattern WELL_FORMED = Pattern.compile("([0-9]{1,15})([KMG]?)");
  private static final String UNITS = "KMG";

  private ByteSize() {}

  static long parse(String text) throws InvalidValueException {
    Matcher matcher = WELL_FORMED.matcher(text.toUpperCase(Locale.ROOT));
    if (!matcher.matches()) {
      throw new InvalidValueException("is not a number of bytes such as 65536, 64K or 1M");
    }
    long number = Long.parseLong(matcher.group(1));
    int power = matcher.group(2).isEmpty() ? 0 : UNITS.indexOf(matcher.group(2)) + 1;
    try {
      return Math.multiplyExact(number, 1L << (10 * power));
    } catch (ArithmeticException overflow) {
      throw new InvalidValueException("is too large");
    }
  }

  /** The shortest exact form: 1M, not 1024K; 1000 stays as it is. */
  static String format(long bytes) {
    long rest = bytes;
    int power = 0;
    while (rest != 0 && rest % 1024 == 0 && power < UNITS.length()) {
      rest /= 1024;
      power++;
    }
    return power == 0 ? Long.toString(rest) : rest + UNITS.substring(power - 1, power);
  }
}
