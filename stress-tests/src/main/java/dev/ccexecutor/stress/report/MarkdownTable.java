package dev.ccexecutor.stress.report;

import dev.ccexecutor.stress.text.VisibleText;
import java.util.Arrays;
import java.util.stream.Collectors;

/** A table in GitHub's Markdown, whose cells may hold any text. */
final class MarkdownTable {
  private static final int MAX_CHARACTERS = 300;
  private static final String SPECIAL = "\\`*[]|~";

  private final StringBuilder rows = new StringBuilder();

  /** With these heads, which are as they should be. */
  MarkdownTable(String... heads) {
    rows.append("| ").append(String.join(" | ", heads)).append(" |\n|");
    rows.append(" --- |".repeat(heads.length)).append('\n');
  }

  void row(String... cells) {
    String row = Arrays.stream(cells).map(MarkdownTable::cell).collect(Collectors.joining(" | "));
    rows.append("| ").append(row).append(" |\n");
  }

  @Override
  public String toString() {
    return rows + "\n";
  }

  /** As it reads: in one line, not longer than people like it, and without a meaning of its own. */
  static String cell(String text) {
    return escape(VisibleText.line(VisibleText.cut(text.strip(), MAX_CHARACTERS)));
  }

  /** One line of any text, so that no character of it means anything. */
  static String escape(String line) {
    StringBuilder out = new StringBuilder(line.length());
    for (int i = 0; i < line.length(); i++) {
      char each = line.charAt(i);
      switch (each) {
        case '<' -> out.append("&lt;");
        case '>' -> out.append("&gt;");
        case '&' -> out.append("&amp;");
        case '_' -> out.append(isWithinWord(line, i) ? "_" : "\\_");
        default -> out.append(SPECIAL.indexOf(each) < 0 ? "" : "\\").append(each);
      }
    }
    return out.toString();
  }

  /** There it means nothing, and names are easier to read without a backslash. */
  private static boolean isWithinWord(String line, int index) {
    return index > 0
        && index < line.length() - 1
        && Character.isLetterOrDigit(line.charAt(index - 1))
        && Character.isLetterOrDigit(line.charAt(index + 1));
  }
}
