package dev.ccexecutor.server.transport;

import dev.ccexecutor.server.logging.RareLine;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the messages of all connections that are not whole yet hold together. Each connection has
 * {@link #OWN_BYTES} that nobody else can take; what goes beyond that is taken from one stock.
 *
 * <p>While the stock is short, connections whose message would take more are not read and wait, in
 * the order in which they came. The first is granted all that its message may come to, as soon as
 * there is so much, or nobody else has such a grant; so of those that go on sending all are served.
 * Who does not, and was read for a second in vain, or sent nothing for half of that, is cut while
 * others wait: first who holds most for longest. Without anybody waiting a message only has to make
 * progress.
 *
 * <p>Any thread. The monitor is held for the time of a few sums, or of a look through all that hold
 * something; a connection whose messages are small never takes it.
 */
final class IncomingMemory {
  static final int OWN_BYTES = 64 * 1024;
  static final long LOOK_MILLIS = 250;

  /** How long a message may take while others wait for memory. */
  static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** After so many looks without a byte since the last one. */
  private static final int QUIET_LOOKS = 2;

  /** Whoever sends faster never runs out of time. */
  private static final long NANOS_FOR_EACH_BYTE = TimeUnit.SECONDS.toNanos(1) / 1024;

  static final WebSocketCloseStatus TOO_SLOW =
      new WebSocketCloseStatus(1008, "a message was begun and not finished in time");
  static final WebSocketCloseStatus NO_MEMORY =
      new WebSocketCloseStatus(1013, "no memory for a message that comes slowly: try again later");

  private static final Logger log = LoggerFactory.getLogger(IncomingMemory.class);

  private final IncomingBounds bounds;
  private final LongSupplier nanoClock;
  private final Consumer<Runnable> later;

  /** The eldest first. */
  private final LinkedHashSet<Holding> holdings = new LinkedHashSet<>();

  private final LinkedHashSet<Holding> waiting = new LinkedHashSet<>();
  private final RareLine told;
  private long usedBytes;
  private long leavingBytes;
  private int grants;
  private boolean lookIsDue;

  /** A connection. Called on any thread, with the monitor held. */
  interface Owner {
    /** There is memory for the rest of its message. */
    void readOn();

    /** Its message is given up, and {@link #close} to be called. */
    void cut(WebSocketCloseStatus why);
  }

  /** What a connection has of the stock. All of it is this class's. */
  static final class Holding {
    private final Owner owner;
    private long chargedBytes;
    private long receivedBytes;
    private long sinceNanos;
    private long lookedAtBytes;
    private long lookedAtNanos;
    private long leftNanos;
    private int quietLooks;
    private boolean isGranted;
    private boolean isLeaving;

    Holding(Owner owner) {
      this.owner = owner;
    }
  }

  /**
   * @param nanoClock as {@link System#nanoTime}
   * @param later runs a task after {@link #LOOK_MILLIS}
   */
  IncomingMemory(IncomingBounds bounds, LongSupplier nanoClock, Consumer<Runnable> later) {
    this.bounds = bounds;
    this.nanoClock = nanoClock;
    this.later = later;
    this.told = new RareLine(nanoClock);
  }

  /**
   * Asks for memory ahead of taking it.
   *
   * @param bytes that the connection would hold in all
   * @return false if it has to wait until its owner is told to read on
   */
  synchronized boolean ask(Holding holding, long bytes) {
    long more = beyondOwn(bytes) - reserved(holding);
    if (more <= 0 || holding.isGranted || holding.isLeaving) {
      charge(holding, Math.max(holding.chargedBytes, beyondOwn(bytes)));
    } else if (waiting.isEmpty() && usedBytes + more <= bounds.withoutGrantBytes()) {
      charge(holding, beyondOwn(bytes));
    } else {
      waiting.add(holding);
      serve();
      lookLater();
      return !waiting.contains(holding);
    }
    return true;
  }

  /**
   * Tells what a connection holds.
   *
   * @param bytes in all
   * @param receivedBytes that have come since it was told last
   * @param isAnother whether this is another message than last time
   * @return whether it has anything of the stock
   */
  synchronized boolean hold(Holding holding, long bytes, long receivedBytes, boolean isAnother) {
    if (isAnother) {
      forget(holding);
    }
    holding.receivedBytes += receivedBytes;
    charge(holding, beyondOwn(bytes));
    serve();
    return holdings.contains(holding);
  }

  /** The connection holds nothing any more, and never will. */
  synchronized void close(Holding holding) {
    waiting.remove(holding);
    forget(holding);
    serve();
  }

  /** What is taken of the stock, or promised. */
  synchronized long usedBytes() {
    return usedBytes;
  }

  private static long beyondOwn(long bytes) {
    return Math.max(0, bytes - OWN_BYTES);
  }

  private long reserved(Holding holding) {
    return holding.isGranted
        ? Math.max(holding.chargedBytes, bounds.fullBytes())
        : holding.chargedBytes;
  }

  private void charge(Holding holding, long bytes) {
    long before = reserved(holding);
    holding.chargedBytes = bytes;
    long more = reserved(holding) - before;
    usedBytes += more;
    if (holding.isLeaving) {
      leavingBytes += more;
    }
    if (reserved(holding) == 0) {
      holdings.remove(holding);
    } else if (holdings.add(holding)) {
      begin(holding);
    }
  }

  private void begin(Holding holding) {
    holding.sinceNanos = nanoClock.getAsLong();
    holding.lookedAtNanos = holding.sinceNanos;
    holding.leftNanos = bounds.timeoutNanos();
    holding.receivedBytes = 0;
    holding.lookedAtBytes = 0;
    holding.quietLooks = 0;
    lookLater();
  }

  private void forget(Holding holding) {
    if (holding.isGranted) {
      usedBytes -= reserved(holding) - holding.chargedBytes;
      if (holding.isLeaving) {
        leavingBytes -= reserved(holding) - holding.chargedBytes;
      }
      holding.isGranted = false;
      grants--;
    }
    charge(holding, 0);
  }

  private void serve() {
    while (!waiting.isEmpty()) {
      Holding first = waiting.getFirst();
      long more = bounds.fullBytes() - first.chargedBytes;
      if (grants > 0 && usedBytes + more > bounds.totalBytes()) {
        return;
      }
      waiting.remove(first);
      grant(first);
      first.owner.readOn();
    }
  }

  private void grant(Holding holding) {
    long before = reserved(holding);
    holding.isGranted = true;
    grants++;
    usedBytes += reserved(holding) - before;
    holdings.add(holding);
    begin(holding);
  }

  private void lookLater() {
    if (!lookIsDue) {
      lookIsDue = true;
      later.accept(this::look);
    }
  }

  /** Looks whom to cut. */
  private synchronized void look() {
    lookIsDue = false;
    long now = nanoClock.getAsLong();
    List<Holding> read =
        new ArrayList<>(
            holdings.stream()
                .filter(holding -> !waiting.contains(holding) && !holding.isLeaving)
                .toList());
    read.forEach(holding -> lookAt(holding, now));
    read.stream().filter(holding -> holding.leftNanos < 0).forEach(late -> cut(late, TOO_SLOW));
    read.removeIf(holding -> holding.isLeaving || !isSlow(holding, now));
    read.sort(Comparator.comparingDouble(holding -> -weight(holding, now)));
    for (Holding heaviest : read) {
      if (!isShort()) {
        break;
      }
      cut(heaviest, NO_MEMORY);
    }
    if (!holdings.isEmpty() || !waiting.isEmpty()) {
      lookLater();
    }
  }

  private void lookAt(Holding holding, long now) {
    long newBytes = holding.receivedBytes - holding.lookedAtBytes;
    holding.quietLooks = newBytes == 0 ? holding.quietLooks + 1 : 0;
    holding.leftNanos -= now - holding.lookedAtNanos;
    holding.leftNanos =
        Math.min(bounds.timeoutNanos(), holding.leftNanos + newBytes * NANOS_FOR_EACH_BYTE);
    holding.lookedAtBytes = holding.receivedBytes;
    holding.lookedAtNanos = now;
  }

  private static boolean isSlow(Holding holding, long now) {
    return holding.quietLooks >= QUIET_LOOKS || now - holding.sinceNanos >= PATIENCE_NANOS;
  }

  private static double weight(Holding holding, long now) {
    return (double) holding.chargedBytes * (now - holding.sinceNanos);
  }

  /** Whether somebody still has to wait when those who are cut already have gone. */
  private boolean isShort() {
    long wantedBytes =
        waiting.stream().mapToLong(holding -> bounds.fullBytes() - holding.chargedBytes).sum();
    return wantedBytes > 0 && usedBytes - leavingBytes + wantedBytes > bounds.totalBytes();
  }

  private void cut(Holding holding, WebSocketCloseStatus why) {
    holding.isLeaving = true;
    leavingBytes += reserved(holding);
    told.count()
        .ifPresent(
            count ->
                log.atWarn()
                    .addKeyValue("close_code", why.code())
                    .addKeyValue("held_bytes", holding.chargedBytes)
                    .addKeyValue("used_bytes", usedBytes)
                    .addKeyValue("count", count)
                    .log("connections were closed whose messages come slowly and hold memory"));
    holding.owner.cut(why);
  }
}
