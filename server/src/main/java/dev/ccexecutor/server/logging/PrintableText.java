package dev.ccexecutor.server.logging;

/**
 * Text in which nothing drives a terminal, ends a line or changes the order of what is shown: log
 * lines bear words that clients have chosen. What would is shown as an escape that JSON has too.
 */
final class PrintableText {
  /** The one change of direction that is not beside the others. */
  private static final char ARABIC_LETTER_MARK = 0x61c;

  private PrintableText() {}

  /** The same text, or one with escapes. */
  static String of(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (isUnsafe(text, i)) {
        return escaped(text, i);
      }
    }
    return text;
  }

  private static String escaped(String text, int safeLength) {
    StringBuilder escaped = new StringBuilder(text.length() + 16).append(text, 0, safeLength);
    for (int i = safeLength; i < text.length(); i++) {
      char each = text.charAt(i);
      if (isUnsafe(text, i)) {
        appendEscape(escaped, each);
      } else {
        escaped.append(each);
      }
    }
    return escaped.toString();
  }

  private static void appendEscape(StringBuilder escaped, char unsafe) {
    switch (unsafe) {
      case '\n' -> escaped.append("\\n");
      case '\r' -> escaped.append("\\r");
      case '\t' -> escaped.append("\\t");
      default -> escaped.append(String.format("\\u%04x", (int) unsafe));
    }
  }

  /** Control characters, line ends of Unicode, changes of direction, halves of characters. */
  private static boolean isUnsafe(String text, int index) {
    char each = text.charAt(index);
    if (each < ' ' || (each >= 0x7f && each <= 0x9f)) {
      return true;
    }
    if (each < 0x200e) {
      return each == ARABIC_LETTER_MARK;
    }
    return each <= 0x200f
        || (each >= 0x2028 && each <= 0x202e)
        || (each >= 0x2066 && each <= 0x2069)
        || (Character.isSurrogate(each) && !isOfPair(text, index));
  }

  private static boolean isOfPair(String text, int index) {
    char each = text.charAt(index);
    return Character.isHighSurrogate(each)
        ? index + 1 < text.length() && Character.isLowSurrogate(text.charAt(index + 1))
        : index > 0 && Character.isHighSurrogate(text.charAt(index - 1));
  }
}
