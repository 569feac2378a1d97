package dev.ccexecutor.stress.display;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A terminal without a bottom that knows the sequences that a display may use, and no others. */
final class TerminalScreen {
  private static final Pattern SEQUENCE = Pattern.compile("\u001b\\[(\\??)(\\d*)([A-Za-z])");

  private final int columns;
  private final List<StringBuilder> rows = new ArrayList<>(List.of(new StringBuilder()));
  private int row;
  private int column;
  private boolean cursorShown = true;
  private boolean wrapping = true;

  TerminalScreen(int columns) {
    this.columns = columns;
  }

  /** What is to be seen, without empty rows at the end. */
  List<String> rows() {
    List<String> shown =
        new ArrayList<>(rows.stream().map(each -> each.toString().stripTrailing()).toList());
    while (!shown.isEmpty() && shown.getLast().isEmpty()) {
      shown.removeLast();
    }
    return shown;
  }

  /** Whether the next program finds it as this one did, at the beginning of an empty line. */
  boolean isRestored() {
    return cursorShown && wrapping && column == 0 && rows.get(row).isEmpty();
  }

  TerminalScreen write(String text) {
    int at = 0;
    while (at < text.length()) {
      char each = text.charAt(at);
      if (each == '\u001b') {
        at = sequence(text, at);
      } else {
        character(each);
        at++;
      }
    }
    return this;
  }

  private void character(char each) {
    switch (each) {
      case '\r' -> column = 0;
      case '\n' -> newLine();
      default -> {
        if (column == columns && wrapping) {
          newLine();
        }
        if (column < columns) {
          StringBuilder line = rows.get(row);
          line.append(" ".repeat(Math.max(0, column + 1 - line.length())));
          line.setCharAt(column, each);
          column++;
        }
      }
    }
  }

  private void newLine() {
    row++;
    column = 0;
    if (row == rows.size()) {
      rows.add(new StringBuilder());
    }
  }

  private int sequence(String text, int at) {
    Matcher matcher = SEQUENCE.matcher(text).region(at, text.length());
    if (!matcher.lookingAt()) {
      throw new IllegalArgumentException("no sequence: " + text.substring(at));
    }
    String function = matcher.group(1) + matcher.group(3);
    int number = matcher.group(2).isEmpty() ? 0 : Integer.parseInt(matcher.group(2));
    switch (function) {
      case "A" -> row = Math.max(0, row - number);
      case "J" -> {
        rows.get(row).setLength(column);
        rows.subList(row + 1, rows.size()).clear();
      }
      case "?h", "?l" -> mode(number, function.equals("?h"));
      default -> throw new IllegalArgumentException("unknown: " + matcher.group());
    }
    return matcher.end();
  }

  private void mode(int number, boolean on) {
    switch (number) {
      case 25 -> cursorShown = on;
      case 7 -> wrapping = on;
      default -> throw new IllegalArgumentException("unknown mode " + number);
    }
  }
}
