package dev.ccexecutor.server.posix;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.time.Instant;

/** The clock that start times of processes are told by: since boot, asleep or not. */
public final class BootClock {
  private static final int CLOCK_BOOTTIME = 7;
  private static final long TIMESPEC_BYTES = 16;

  /** What proc(5) counts in; USER_HZ is 100 on every machine that this server runs on. */
  private static final long TICKS_PER_SECOND = 100;

  private static final long NANOS_PER_TICK = 1_000_000_000 / TICKS_PER_SECOND;

  private BootClock() {}

  /** The same at another time, as far as the wall clock was not set since. */
  public static long ticksAt(Instant instant) {
    return ticks() - Duration.between(instant, Instant.now()).toNanos() / NANOS_PER_TICK;
  }

  /** Now, rounded down like the start times in proc(5). */
  public static long ticks() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment errno = LibC.captureErrno(arena);
      MemorySegment now = arena.allocate(TIMESPEC_BYTES, 8);
      if ((int) LibC.CLOCK_GETTIME.invokeExact(errno, CLOCK_BOOTTIME, now) != 0) {
        throw new AssertionError("clock_gettime(CLOCK_BOOTTIME): " + LibC.errno(errno));
      }
      return now.get(JAVA_LONG, 0) * TICKS_PER_SECOND + now.get(JAVA_LONG, 8) / NANOS_PER_TICK;
    } catch (Throwable t) {
      throw LibC.unexpected(t);
    }
  }
}
