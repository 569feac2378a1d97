package dev.ccexecutor.server.config;

import java.util.Collection;
import java.util.Comparator;

/** Finds what somebody who misspelt a name most likely meant. */
final class NearestName {
  private NearestName() {}

  /** The candidate that takes the fewest single-character edits to reach from {@code name}. */
  static String of(String name, Collection<String> candidates) {
    return candidates.stream()
        .min(Comparator.comparingInt(candidate -> editDistance(name, candidate)))
        .orElseThrow();
  }

  /** Levenshtein distance, keeping only the row before the current one. */
  private static int editDistance(String from, String to) {
    int[] previous = new int[to.length() + 1];
    for (int column = 0; column <= to.length(); column++) {
      previous[column] = column;
    }
    for (int row = 1; row <= from.length(); row++) {
      int[] current = new int[to.length() + 1];
      current[0] = row;
      for (int column = 1; column <= to.length(); column++) {
        int replace = from.charAt(row - 1) == to.charAt(column - 1) ? 0 : 1;
        int insertOrDelete = Math.min(previous[column], current[column - 1]) + 1;
        current[column] = Math.min(previous[column - 1] + replace, insertOrDelete);
      }
      previous = current;
    }
    return previous[to.length()];
  }
}
