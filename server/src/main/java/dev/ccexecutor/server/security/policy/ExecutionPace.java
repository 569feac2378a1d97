package dev.ccexecutor.server.security.policy;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;

/**
 * Who runs how many commands, and how often. It outlives the policies, so that a new file lets
 * nobody start anew. As many clients are remembered as have names. Any thread.
 */
public final class ExecutionPace {
  private final Map<String, PrincipalUsage> byName = new ConcurrentHashMap<>();
  private final LongSupplier nanoTime;

  public ExecutionPace() {
    this(System::nanoTime);
  }

  ExecutionPace(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** A command's place, to be given back once: by its end, or because nothing was started. */
  public static final class Place {
    private final PrincipalUsage usage;
    private final AtomicBoolean taken = new AtomicBoolean(true);

    private Place(PrincipalUsage usage) {
      this.usage = usage;
    }

    /** The command has ended. */
    public void end() {
      if (taken.compareAndSet(true, false)) {
        usage.end();
      }
    }

    /** There was no command. */
    public void undo() {
      if (taken.compareAndSet(true, false)) {
        usage.undo();
      }
    }
  }

  /**
   * Takes a place for a command; empty where nothing bounds the client.
   *
   * @throws PaceExceededException if there is none now
   */
  public Optional<Place> take(String principalName, Policy.Pace pace) throws PaceExceededException {
    if (pace.equals(Policy.Pace.UNBOUNDED)) {
      return Optional.empty();
    }
    PrincipalUsage usage = byName.computeIfAbsent(principalName, ignored -> new PrincipalUsage());
    long now = nanoTime.getAsLong();
    return switch (usage.take(pace, now)) {
      case GRANTED -> Optional.of(new Place(usage));
      case TOO_MANY ->
          throw new PaceExceededException(
              PaceExceededException.Bound.EXECUTIONS, pace.maxExecutions(), 0);
      case TOO_OFTEN ->
          throw new PaceExceededException(
              PaceExceededException.Bound.STARTS_PER_MINUTE,
              pace.startsPerMinute(),
              toMillis(usage.nanosToNextStart(pace, now)));
    };
  }

  /** Rounded up: a client that waits so long must not be too early. */
  private static long toMillis(long nanos) {
    long nanosPerMilli = TimeUnit.MILLISECONDS.toNanos(1);
    return (nanos + nanosPerMilli - 1) / nanosPerMilli;
  }
}
