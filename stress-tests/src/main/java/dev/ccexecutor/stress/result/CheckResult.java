package dev.ccexecutor.stress.result;

import java.util.Objects;

/**
 * One thing that was to hold, and what was seen.
 *
 * @param name what was checked
 * @param held whether it was as expected
 * @param expected what should have been seen, for people to read
 * @param seen what was seen, for people to read; it may contain anything that a command printed
 */
public record CheckResult(String name, boolean held, String expected, String seen) {

  public CheckResult {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(expected, "expected");
    Objects.requireNonNull(seen, "seen");
  }
}
