package dev.ccexecutor.server.agent.event;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds in an error's text when to ask again. */
final class RetryTime {
  /** {@code limit reached|1760000000}: seconds since 1970. */
  private static final Pattern EPOCH = Pattern.compile("\\|\\s*(\\d{10})(?!\\d)");

  /** {@code Retry-After: 30}, {@code try again in 2 minutes}. */
  private static final Pattern DELAY =
      Pattern.compile(
          "(?:retry[- ]after|(?:try again|retry|resets?) in)[:= ]{1,3}"
              + "(\\d{1,7}(?:\\.\\d{1,3})?)\\s?([a-z]*)");

  /** {@code resets at 3:30 pm (Europe/London)}. */
  private static final Pattern CLOCK_TIME =
      Pattern.compile(
          "resets?(?: at)?"
              + " (\\d{1,2})(?::(\\d{2}))?\\s?(am|pm)?(?:\\s?\\(([A-Za-z0-9_+/-]{1,40})\\))?",
          Pattern.CASE_INSENSITIVE);

  private static final Map<String, Double> SECONDS_OF_UNIT =
      Map.ofEntries(
          Map.entry("", 1.0),
          Map.entry("ms", 0.001),
          Map.entry("s", 1.0),
          Map.entry("sec", 1.0),
          Map.entry("second", 1.0),
          Map.entry("seconds", 1.0),
          Map.entry("m", 60.0),
          Map.entry("min", 60.0),
          Map.entry("minute", 60.0),
          Map.entry("minutes", 60.0),
          Map.entry("h", 3600.0),
          Map.entry("hour", 3600.0),
          Map.entry("hours", 3600.0));

  private RetryTime() {}

  /** Seconds from now, never negative; empty if the text names no time. */
  static Optional<Double> secondsIn(String text, Clock clock) {
    Matcher epoch = EPOCH.matcher(text);
    if (epoch.find()) {
      return until(Instant.ofEpochSecond(Long.parseLong(epoch.group(1))), clock);
    }
    Matcher delay = DELAY.matcher(text.toLowerCase(Locale.ROOT));
    if (delay.find()) {
      // A word that is no unit begins the rest of the sentence.
      double unit = SECONDS_OF_UNIT.getOrDefault(delay.group(2), 1.0);
      return Optional.of(Double.parseDouble(delay.group(1)) * unit);
    }
    Matcher time = CLOCK_TIME.matcher(text);
    return time.find() ? untilClockTime(time, clock) : Optional.empty();
  }

  private static Optional<Double> untilClockTime(Matcher time, Clock clock) {
    boolean bare = time.group(2) == null && time.group(3) == null;
    if (bare) {
      return Optional.empty(); // "resets 3" may be anything
    }
    try {
      ZoneId zone = time.group(4) == null ? clock.getZone() : ZoneId.of(time.group(4));
      ZonedDateTime now = clock.instant().atZone(zone);
      int minute = time.group(2) == null ? 0 : Integer.parseInt(time.group(2));
      ZonedDateTime then = now.with(LocalTime.of(hour(time), minute));
      return until((then.isBefore(now) ? then.plusDays(1) : then).toInstant(), clock);
    } catch (DateTimeException noTime) {
      return Optional.empty(); // such as 25 o'clock: the text meant something else
    }
  }

  private static int hour(Matcher time) {
    int hour = Integer.parseInt(time.group(1));
    if (time.group(3) == null) {
      return hour;
    }
    boolean afternoon = time.group(3).equalsIgnoreCase("pm");
    return hour % 12 + (afternoon ? 12 : 0);
  }

  private static Optional<Double> until(Instant then, Clock clock) {
    return Optional.of(Math.max(0, Duration.between(clock.instant(), then).toMillis() / 1000.0));
  }
}
