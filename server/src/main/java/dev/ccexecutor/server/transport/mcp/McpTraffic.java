package dev.ccexecutor.server.transport.mcp;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * What all connections of models do at a time, and how much of it may be. Any thread; held for the
 * time of a few sums.
 */
public final class McpTraffic {
  private final int maxConnections;
  private final int maxConnectionsPerPrincipal;
  private final Map<String, Integer> connections = new HashMap<>();
  private final UnsentBytes unsent;
  private int connectionsInAll;
  private int calls;

  /**
   * @param maxConnections over HTTP, of all principals
   * @param maxConnectionsPerPrincipal of one
   * @param maxUnsentBytes that clients have not taken, of all connections
   */
  public McpTraffic(int maxConnections, int maxConnectionsPerPrincipal, long maxUnsentBytes) {
    this.maxConnections = maxConnections;
    this.maxConnectionsPerPrincipal = maxConnectionsPerPrincipal;
    this.unsent = new UnsentBytes(maxUnsentBytes);
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

  /** What their clients have not taken. */
  UnsentBytes unsent() {
    return unsent;
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
