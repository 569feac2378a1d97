package dev.ccexecutor.server.session;

import dev.ccexecutor.server.threading.RunsOn;
import dev.ccexecutor.server.threading.ThreadRole;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Which of a connection's requests that were refused are told one by one: so many, and later one in
 * a while. A client that is refused on and on is not to push out of the audit log what others do.
 */
@RunsOn(ThreadRole.EVENT_LOOP)
public final class RefusedRequests {
  static final int TOLD_AT_ONCE = 100;
  static final long PERIOD_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final LongSupplier nanoClock;
  private int told;
  private long toldNanos;
  private long leftOut;

  RefusedRequests(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
  }

  /**
   * One more was refused.
   *
   * @return if it is to be told, how many before it were not
   */
  public OptionalLong count() {
    long now = nanoClock.getAsLong();
    if (told >= TOLD_AT_ONCE && now - toldNanos < PERIOD_NANOS) {
      leftOut++;
      return OptionalLong.empty();
    }
    told = Math.min(told + 1, TOLD_AT_ONCE);
    toldNanos = now;
    return OptionalLong.of(takeLeftOut());
  }

  /** How many were not told since the last that was. They count as told now. */
  public long takeLeftOut() {
    long count = leftOut;
    leftOut = 0;
    return count;
  }
}
