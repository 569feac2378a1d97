package dev.ccexecutor.server.security.policy;

import java.util.concurrent.TimeUnit;

/** What one client uses: commands that run, and starts of late. Any thread. */
final class PrincipalUsage {
  private static final double NANOS_PER_MINUTE = TimeUnit.MINUTES.toNanos(1);

  private int running;

  /** Starts that are free now; below its bound it grows with time. */
  private double free;

  private long countedAtNanos;
  private int bound;

  /** The outcome of asking for a place. */
  enum Outcome {
    GRANTED,
    TOO_MANY,
    TOO_OFTEN
  }

  /** Takes a place, if there is one. */
  synchronized Outcome take(Policy.Pace pace, long nowNanos) {
    if (pace.maxExecutions() > 0 && running >= pace.maxExecutions()) {
      return Outcome.TOO_MANY;
    }
    if (pace.startsPerMinute() > 0) {
      refill(pace.startsPerMinute(), nowNanos);
      if (free < 1) {
        return Outcome.TOO_OFTEN;
      }
      free--;
    }
    running++;
    return Outcome.GRANTED;
  }

  /** Nanoseconds until a start is free. */
  synchronized long nanosToNextStart(Policy.Pace pace, long nowNanos) {
    refill(pace.startsPerMinute(), nowNanos);
    return free >= 1 ? 0 : (long) Math.ceil((1 - free) * NANOS_PER_MINUTE / pace.startsPerMinute());
  }

  /** What was taken runs no more. */
  synchronized void end() {
    running--;
  }

  /** What was taken was not used. */
  synchronized void undo() {
    running--;
    free = Math.min(bound, free + 1);
  }

  synchronized int running() {
    return running;
  }

  /** The first bound begins full; one that replaces it, after the policy has changed, does not. */
  private void refill(int startsPerMinute, long nowNanos) {
    double earned = (nowNanos - countedAtNanos) * startsPerMinute / NANOS_PER_MINUTE;
    free = bound == 0 ? startsPerMinute : Math.min(startsPerMinute, free + earned);
    bound = startsPerMinute;
    countedAtNanos = nowNanos;
  }
}
