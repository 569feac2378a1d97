package dev.ccexecutor.server.mcp.engine;

/** A request that has no answer yet. */
public interface RunningCall {
  /**
   * Nobody wants the answer: what it has begun is ended, and nothing more is sent. After the answer
   * it does nothing. Any thread; it does not wait.
   */
  void cancel();
}
