package dev.ccexecutor.stress.text;

import java.util.Locale;

/**
 * Text of commands and of other people, made fit for a terminal, for XML and for a table. It may
 * hold anything: sequences that move a cursor, characters that XML has no way to write, marks that
 * reverse the order of what follows. Each of these becomes what a programmer would write for it,
 * such as <code>\</code>{@code u001b}.
 */
public final class VisibleText {
  private static final String OMITTED = "…";

  private VisibleText() {}

  /** Keeps its lines and tabs. */
  public static String lines(String text) {
    return visible(text, true);
  }

  /** All in one line. */
  public static String line(String text) {
    return visible(text, false);
  }

  /**
   * The beginning of it, with a mark if that is not all.
   *
   * @param maxCharacters at least 1; code points, the mark among them
   */
  public static String cut(String text, int maxCharacters) {
    if (text.codePointCount(0, text.length()) <= maxCharacters) {
      return text;
    }
    return text.substring(0, text.offsetByCodePoints(0, maxCharacters - 1)) + OMITTED;
  }

  private static String visible(String text, boolean severalLines) {
    StringBuilder out = new StringBuilder(text.length());
    text.codePoints().forEach(each -> append(out, each, severalLines));
    return out.toString();
  }

  private static void append(StringBuilder out, int character, boolean severalLines) {
    if (severalLines && (character == '\n' || character == '\t')) {
      out.append((char) character);
    } else if (character == '\n') {
      out.append("\\n");
    } else if (character == '\t') {
      out.append("\\t");
    } else if (character == '\r') {
      out.append("\\r");
    } else if (isHidden(character)) {
      out.append(String.format(Locale.ROOT, "\\u%04x", character));
    } else {
      out.appendCodePoint(character);
    }
  }

  private static boolean isHidden(int character) {
    return switch (Character.getType(character)) {
      // Half a pair, which no encoding can write, and what ends a line in some eyes only.
      case Character.CONTROL,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          true;
      case Character.FORMAT -> changesDirection(character);
      // The last two of each plane are no characters; XML refuses those of the first plane.
      default -> (character & 0xFFFE) == 0xFFFE;
    };
  }

  private static boolean changesDirection(int character) {
    return character == 0x061C
        || character == 0x200E
        || character == 0x200F
        || (character >= 0x202A && character <= 0x202E)
        || (character >= 0x2066 && character <= 0x2069);
  }
}
