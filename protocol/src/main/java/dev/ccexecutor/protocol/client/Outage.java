package dev.ccexecutor.protocol.client;

import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/**
 * The time without a connection on which anything gets on: it begins when one is lost, and ends
 * when a later one has brought an answer, not when it has been opened. So a server that takes
 * connections and drops each of them does not keep a client waiting for ever. For one thread.
 */
final class Outage {

  private static final long FIRST_DELAY_MILLIS = 100;
  private static final long MAX_DELAY_MILLIS = 5_000;

  private final long patienceMillis;
  private final Backoff backoff =
      new Backoff(FIRST_DELAY_MILLIS, MAX_DELAY_MILLIS, new SplittableRandom());
  private boolean under;
  private long sinceNanos;

  /**
   * @param patienceMillis how long it may last
   */
  Outage(long patienceMillis) {
    this.patienceMillis = patienceMillis;
  }

  /**
   * An attempt has failed, or a connection is lost.
   *
   * @param notBeforeMillis what the server wants to be left alone for
   * @return how long to wait before the next attempt; empty if it is time to give up
   */
  OptionalLong nextDelayMillis(long notBeforeMillis) {
    if (!under) {
      under = true;
      sinceNanos = System.nanoTime();
    }
    long left = patienceMillis - elapsedMillis();
    if (left <= 0 || notBeforeMillis > left) {
      return OptionalLong.empty();
    }
    return OptionalLong.of(Math.max(notBeforeMillis, Math.min(left, backoff.nextDelayMillis())));
  }

  /** The connection is good for something. */
  void over() {
    under = false;
    backoff.reset();
  }

  long elapsedMillis() {
    return under ? TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - sinceNanos) : 0;
  }
}
