package dev.ccexecutor.bench.compare;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What is asked for, as {@link #USAGE} says.
 *
 * @param pace how long everything is measured
 * @param only the scenarios; none means all
 * @param json where all figures are written to, if anywhere
 * @param isToBeRecorded whether its ratios become the recorded ones
 */
record Options(Pace pace, Set<String> only, Optional<Path> json, boolean isToBeRecorded) {
  static final String USAGE =
      "usage: bench/compare [quick] [--only SCENARIO]... [--json FILE] [--record]";

  /**
   * Reads them.
   *
   * @param scenarios all that there are
   */
  static Options parse(Set<String> scenarios, String... arguments) {
    Pace pace = Pace.FULL;
    Set<String> only = new HashSet<>();
    Optional<Path> json = Optional.empty();
    boolean isToBeRecorded = false;
    Deque<String> words = new ArrayDeque<>(List.of(arguments));
    while (!words.isEmpty()) {
      String word = words.poll();
      switch (word) {
        case "quick" -> pace = Pace.QUICK;
        case "--only" -> only.add(valueOf(word, words));
        case "--json" -> json = Optional.of(fileToBe(valueOf(word, words)));
        case "--record" -> isToBeRecorded = true;
        default -> throw new IllegalArgumentException("there is no " + word);
      }
    }
    if (!scenarios.containsAll(only)) {
      throw new IllegalArgumentException("the scenarios are " + String.join(", ", scenarios));
    }
    return new Options(pace, Set.copyOf(only), json, isToBeRecorded);
  }

  /** Whether it can be written is found out before anything is measured. */
  private static Path fileToBe(String name) {
    Path file = Path.of(name).toAbsolutePath();
    if (Files.isDirectory(file) || !Files.isWritable(file.getParent())) {
      throw new IllegalArgumentException("a file can't be written there: " + name);
    }
    return file;
  }

  private static String valueOf(String option, Deque<String> words) {
    if (words.isEmpty()) {
      throw new IllegalArgumentException(option + " needs a value");
    }
    return words.poll();
  }

  boolean isWanted(String scenario) {
    return only.isEmpty() || only.contains(scenario);
  }
}
