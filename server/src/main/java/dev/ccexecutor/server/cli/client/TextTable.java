package dev.ccexecutor.server.cli.client;

import java.util.ArrayList;
import java.util.List;

/** Columns as wide as what is in them. */
final class TextTable {
  private static final String GAP = "  ";

  private TextTable() {}

  /** The lines of rows that all have as many cells. */
  static List<String> lines(List<List<String>> rows) {
    int columns = rows.getFirst().size();
    int[] widths = new int[columns];
    for (List<String> row : rows) {
      for (int column = 0; column < columns; column++) {
        widths[column] = Math.max(widths[column], row.get(column).length());
      }
    }
    List<String> lines = new ArrayList<>();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int column = 0; column < columns; column++) {
        String cell = row.get(column);
        line.append(cell).append(" ".repeat(widths[column] - cell.length())).append(GAP);
      }
      lines.add(line.toString().stripTrailing());
    }
    return lines;
  }

  /** What others have chosen must not end a line, or move a terminal's cursor. */
  static String oneLine(String text) {
    StringBuilder safe = new StringBuilder(text.length());
    text.codePoints()
        .forEach(each -> safe.appendCodePoint(Character.isISOControl(each) ? '?' : each));
    return safe.toString();
  }
}
