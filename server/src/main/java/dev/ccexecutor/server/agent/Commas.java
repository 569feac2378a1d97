package dev.ccexecutor.server.agent;

import java.util.ArrayList;
import java.util.List;

/** Lists in one text, with commas. */
public final class Commas {
  private Commas() {}

  /**
   * Its elements, without the blanks around them and without empty ones. A comma in parentheses
   * belongs to its element: {@code Read,Bash(git log --format=%h,%s)} has two.
   */
  public static List<String> split(String text) {
    List<String> elements = new ArrayList<>();
    int depth = 0;
    int from = 0;
    for (int i = 0; i <= text.length(); i++) {
      char c = i == text.length() ? ',' : text.charAt(i);
      if (c == ',' && (depth == 0 || i == text.length())) {
        String element = text.substring(from, i).strip();
        if (!element.isEmpty()) {
          elements.add(element);
        }
        from = i + 1;
      } else if (c == '(') {
        depth++;
      } else if (c == ')' && depth > 0) {
        depth--;
      }
    }
    return elements;
  }
}
