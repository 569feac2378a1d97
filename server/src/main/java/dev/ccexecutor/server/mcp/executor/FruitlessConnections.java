package dev.ccexecutor.server.mcp.executor;

/**
 * Notices that what is to be read can't be: a client that reconnects has its connection closed
 * again and again, and not a byte came between. For one thread at a time.
 */
public final class FruitlessConnections {
  private static final int MOST = 3;

  private int inARow;

  /** Something was read. */
  public void read() {
    inARow = 0;
  }

  /**
   * A connection was lost.
   *
   * @return whether another will not help
   */
  public boolean lost() {
    inARow++;
    return inARow >= MOST;
  }
}
