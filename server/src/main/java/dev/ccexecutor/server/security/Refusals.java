package dev.ccexecutor.server.security;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Where every connection that is refused is told of. What is logged of them is bounded: of each
 * network one line at once, then one for all others of the same kind in a period, and of no more
 * networks than a limit. Nothing goes uncounted. Any thread; held for the time of a look into a
 * table, and for that of handing over a line.
 */
public final class Refusals {
  static final long PERIOD_SECONDS = 10;
  static final int MAX_KINDS = 256;

  private final LongSupplier nanoClock;
  private final Consumer<Line> lines;
  private final Map<Kind, Count> kinds = new LinkedHashMap<>();
  private long othersInPeriod;
  private long othersSinceNanos;
  private Refusal lastOther;
  private final Map<RefusalKind, Long> totals = new EnumMap<>(RefusalKind.class);

  /**
   * A connection that was refused.
   *
   * @param kind by which all are counted
   * @param network of the peer
   * @param peer its address and port
   * @param status of HTTP, or the code of a close frame; 0 where it did not come to that
   * @param reason for people; the same for all of a kind
   */
  public record Refusal(
      RefusalKind kind, Network network, String peer, int status, String reason) {}

  /**
   * What is to be logged.
   *
   * @param last the newest of its kind
   * @param count how many it stands for
   * @param manyNetworks whether it stands for others too, of more networks than are told apart
   */
  public record Line(Refusal last, long count, boolean manyNetworks) {}

  private record Kind(Network network, int status, String reason) {}

  private static final class Count {
    private final long sinceNanos;
    private long untold;
    private Refusal last;

    private Count(long sinceNanos) {
      this.sinceNanos = sinceNanos;
    }
  }

  /**
   * @param nanoClock as {@link System#nanoTime}
   * @param lines takes each line; must not wait
   */
  public Refusals(LongSupplier nanoClock, Consumer<Line> lines) {
    this.nanoClock = nanoClock;
    this.lines = lines;
  }

  /** A connection was refused. */
  public synchronized void add(Refusal refusal) {
    totals.merge(refusal.kind(), 1L, Long::sum);
    Kind kind = new Kind(refusal.network(), refusal.status(), refusal.reason());
    Count known = kinds.get(kind);
    if (known != null) {
      known.untold++;
      known.last = refusal;
    } else if (kinds.size() < MAX_KINDS) {
      kinds.put(kind, new Count(nanoClock.getAsLong()));
      lines.accept(new Line(refusal, 1, false));
    } else {
      if (othersInPeriod++ == 0) {
        othersSinceNanos = nanoClock.getAsLong();
      }
      lastOther = refusal;
    }
  }

  /** How many of a kind there were, told of or not. */
  public synchronized long total(RefusalKind kind) {
    return totals.getOrDefault(kind, 0L);
  }

  /** Tells of what has gathered in periods that are over. To be called every now and then. */
  public synchronized void flush() {
    tellOlderThan(TimeUnit.SECONDS.toNanos(PERIOD_SECONDS));
  }

  /** Tells of all that has gathered. */
  public synchronized void flushAll() {
    tellOlderThan(Long.MIN_VALUE);
  }

  private void tellOlderThan(long ageNanos) {
    long now = nanoClock.getAsLong();
    kinds
        .values()
        .removeIf(
            count -> {
              boolean over = now - count.sinceNanos >= ageNanos;
              if (over && count.untold > 0) {
                lines.accept(new Line(count.last, count.untold, false));
              }
              return over;
            });
    if (othersInPeriod > 0 && now - othersSinceNanos >= ageNanos) {
      lines.accept(new Line(lastOther, othersInPeriod, true));
      othersInPeriod = 0;
    }
  }
}
