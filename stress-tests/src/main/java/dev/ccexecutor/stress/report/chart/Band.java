package dev.ccexecutor.stress.report.chart;

import java.util.Objects;

/**
 * A time in which something was going on, marked behind the lines.
 *
 * @param name what was going on
 * @param group what several bands have in common
 * @param fromSeconds since the run began
 * @param toSeconds since the run began
 * @param failed it is marked as such
 */
public record Band(
    String name, String group, double fromSeconds, double toSeconds, boolean failed) {

  public Band {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(group, "group");
    if (!(fromSeconds <= toSeconds)) {
      throw new IllegalArgumentException("from " + fromSeconds + " to " + toSeconds);
    }
  }
}
