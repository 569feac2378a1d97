package dev.ccexecutor.server.transport.mcp;

import java.util.concurrent.TimeUnit;

/**
 * What all connections of models do at a time, and how much of it may be. Any thread; held for the
 * time of a few sums.
 */
public final class McpTraffic {
  private final int maxConnections;
  private final long maxUnsentBytes;
  private int connections;
  private long unsentBytes;
  private int calls;

  /**
   * @param maxConnections over HTTP
   * @param maxUnsentBytes that clients have not taken, of all connections
   */
  public McpTraffic(int maxConnections, long maxUnsentBytes) {
    this.maxConnections = maxConnections;
    this.maxUnsentBytes = maxUnsentBytes;
  }

  /** False if there are as many as may be. */
  public synchronized boolean connected() {
    if (connections >= maxConnections) {
      return false;
    }
    connections++;
    return true;
  }

  public synchronized void disconnected() {
    connections--;
  }

  /** False if clients leave too much unread; it is counted all the same. */
  synchronized boolean queued(long bytes) {
    unsentBytes += bytes;
    return unsentBytes <= maxUnsentBytes;
  }

  synchronized void sent(long bytes) {
    unsentBytes -= bytes;
  }

  /** What clients have not taken, of all connections. */
  public synchronized long unsentBytes() {
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
