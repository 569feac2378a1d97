package dev.ccexecutor.server.security;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Slows down who presents wrong tokens. After some of them a network has to wait, longer with each
 * further one; until then its tokens are not looked at. But a token that was accepted from there
 * before is looked at all the same: so whoever has a right one, and shares an address with a
 * guesser, can always come back.
 *
 * <p>Both tables are bounded; when one is full, what was used longest ago goes. Any thread; held
 * for the time of a look into a table.
 */
public final class FailedAttempts {
  static final int FREE_FAILURES = 5;
  static final long LONGEST_WAIT_SECONDS = 60;
  static final long FORGOTTEN_AFTER_SECONDS = 600;
  static final int MAX_NETWORKS = 16_384;
  static final int MAX_PROVEN = 4096;

  private final LongSupplier nanoClock;
  private final Map<Network, Failures> failures = bounded(MAX_NETWORKS);
  private final Map<Proven, Boolean> proven = bounded(MAX_PROVEN);

  /** The failures of a network, of which the last was at a time and lets it wait until another. */
  private record Failures(int count, long lastNanos, long waitNanos) {}

  private record Proven(Network network, TokenDigest token) {}

  /**
   * @param nanoClock as {@link System#nanoTime}
   */
  public FailedAttempts(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
  }

  private static <K, V> Map<K, V> bounded(int max) {
    return new LinkedHashMap<>(16, 0.75f, true) {
      private static final long serialVersionUID = 1L;

      @Override
      protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
        return size() > max;
      }
    };
  }

  /** In how many seconds, at least one, this token may be presented from there; 0 for now. */
  public synchronized long waitSeconds(Network network, TokenDigest token) {
    Failures known = failures.get(network);
    if (known == null) {
      return 0;
    }
    long remaining = known.waitNanos() - (nanoClock.getAsLong() - known.lastNanos());
    if (remaining <= 0 || proven.get(new Proven(network, token)) != null) {
      return 0;
    }
    long second = TimeUnit.SECONDS.toNanos(1);
    return (remaining + second - 1) / second;
  }

  /** A wrong token came from there. */
  public synchronized void failed(Network network) {
    long now = nanoClock.getAsLong();
    Failures known = failures.get(network);
    boolean forgotten =
        known == null
            || now - known.lastNanos() > TimeUnit.SECONDS.toNanos(FORGOTTEN_AFTER_SECONDS);
    int count = forgotten ? 1 : Math.min(known.count() + 1, Integer.MAX_VALUE - 1);
    failures.put(network, new Failures(count, now, waitNanos(count)));
  }

  private static long waitNanos(int count) {
    if (count < FREE_FAILURES) {
      return 0;
    }
    int doublings = Math.min(count - FREE_FAILURES, Long.SIZE - 2 - Long.SIZE / 2);
    return TimeUnit.SECONDS.toNanos(Math.min(1L << doublings, LONGEST_WAIT_SECONDS));
  }

  /** A right token came from there. */
  public synchronized void succeeded(Network network, TokenDigest token) {
    proven.put(new Proven(network, token), true);
  }

  synchronized int networks() {
    return failures.size();
  }
}
