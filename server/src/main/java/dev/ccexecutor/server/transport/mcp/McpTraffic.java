package dev.ccexecutor.server.transport.mcp;

import dev.ccexecutor.server.logging.RareLine;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What all connections of models do at a time, and how much of it may be. Any thread; held for the
 * time of a few sums, or of a look through all that wait to be taken.
 */
public final class McpTraffic {
  private static final Logger log = LoggerFactory.getLogger(McpTraffic.class);

  private final int maxConnections;
  private final int maxConnectionsPerPrincipal;
  private final long maxUnsentBytes;
  private final Map<String, Integer> connections = new HashMap<>();
  private final Map<HttpAnswer, Long> unsent = new HashMap<>();
  private final RareLine told = new RareLine(System::nanoTime);
  private int connectionsInAll;
  private long unsentBytes;
  private int calls;

  /**
   * @param maxConnections over HTTP, of all principals
   * @param maxConnectionsPerPrincipal of one
   * @param maxUnsentBytes that clients have not taken, of all connections
   */
  public McpTraffic(int maxConnections, int maxConnectionsPerPrincipal, long maxUnsentBytes) {
    this.maxConnections = maxConnections;
    this.maxConnectionsPerPrincipal = maxConnectionsPerPrincipal;
    this.maxUnsentBytes = maxUnsentBytes;
  }

  /** False if there are as many as may be. */
  public synchronized boolean connected(String principal) {
    int own = connections.getOrDefault(principal, 0);
    if (connectionsInAll >= maxConnections || own >= maxConnectionsPerPrincipal) {
      return false;
    }
    connections.put(principal, own + 1);
    connectionsInAll++;
    return true;
  }

  /** One that was {@link #connected} has gone. */
  public synchronized void disconnected(String principal) {
    connections.computeIfPresent(principal, (name, own) -> own == 1 ? null : own - 1);
    connectionsInAll--;
  }

  /**
   * More waits for a client to take it. Where clients leave more than there is memory for, whoever
   * leaves most is cut off, and nobody else.
   */
  synchronized void queued(HttpAnswer answer, long bytes) {
    unsentBytes += bytes;
    unsent.merge(answer, bytes, Long::sum);
    if (unsentBytes > maxUnsentBytes) {
      HttpAnswer heaviest =
          Collections.max(unsent.entrySet(), Map.Entry.comparingByValue()).getKey();
      heaviest.abort();
      told.count()
          .ifPresent(
              count ->
                  log.atWarn()
                      .addKeyValue("held_bytes", unsent.get(heaviest))
                      .addKeyValue("used_bytes", unsentBytes)
                      .addKeyValue("count", count)
                      .log("a connection of a model was closed, since it does not read"));
    }
  }

  /** It was taken, or never will be. */
  synchronized void sent(HttpAnswer answer, long bytes) {
    unsentBytes -= bytes;
    unsent.computeIfPresent(answer, (same, left) -> left == bytes ? null : left - bytes);
  }

  /** What clients have not taken, of all connections. */
  synchronized long unsentBytes() {
    return unsentBytes;
  }

  /** A client waits for an answer that will come. */
  public synchronized void callBegan() {
    calls++;
  }

  /** It has it, or has gone. */
  public synchronized void callEnded() {
    calls--;
    notifyAll();
  }

  /** Waits until all have their answers, or the time is over. */
  public synchronized void awaitAnswers(long millis) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    long left = millis;
    while (calls > 0 && left > 0) {
      wait(left);
      left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
    }
  }
}
