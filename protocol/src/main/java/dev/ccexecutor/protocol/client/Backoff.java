package dev.ccexecutor.protocol.client;

import java.util.random.RandomGenerator;

/**
 * How long to wait before the next attempt: twice as long each time, up to a bound, and of that a
 * random part between a half and the whole, so that the clients of a server that was restarted do
 * not all come at once. For one thread.
 */
final class Backoff {

  private final long firstMillis;
  private final long maxMillis;
  private final RandomGenerator random;
  private long nextMillis;

  Backoff(long firstMillis, long maxMillis, RandomGenerator random) {
    this.firstMillis = firstMillis;
    this.maxMillis = maxMillis;
    this.random = random;
    this.nextMillis = firstMillis;
  }

  long nextDelayMillis() {
    long whole = nextMillis;
    nextMillis = Math.min(maxMillis, 2 * whole);
    return whole / 2 + random.nextLong(whole - whole / 2 + 1);
  }

  void reset() {
    nextMillis = firstMillis;
  }
}
