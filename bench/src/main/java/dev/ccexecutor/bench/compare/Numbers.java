package dev.ccexecutor.bench.compare;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Numbers within texts. */
final class Numbers {
  private Numbers() {}

  /** What the first group of the pattern has matched, where it first matches. */
  static long in(String text, Pattern pattern) {
    Matcher matcher = pattern.matcher(text);
    if (!matcher.find()) {
      throw new IllegalArgumentException("nothing like %s in: %s".formatted(pattern, text));
    }
    return Long.parseLong(matcher.group(1));
  }
}
