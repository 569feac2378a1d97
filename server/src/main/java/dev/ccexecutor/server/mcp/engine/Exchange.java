package dev.ccexecutor.server.mcp.engine;

import dev.ccexecutor.server.mcp.message.McpError;

/**
 * The way back of one request: all that belongs to it goes out in the order in which it came here,
 * and the answer last. Any thread, but never two at once; none of the methods waits. What is said
 * to an exchange whose client is gone is dropped.
 */
public interface Exchange {
  /** Whether the client takes what it is sent; where not, what may be dropped is not sent. */
  boolean isWritable();

  /**
   * Has something run once, soon after the client takes what it is sent (again, or already): on any
   * thread, maybe before this returns. What was to be run before is forgotten; so is this when the
   * client is gone. It does not wait.
   */
  void whenWritable(Runnable action);

  /** Sends a notification or a request, UTF-8 on one line. */
  void send(byte[] message);

  /**
   * Sends the answer.
   *
   * @param error what the answer says, for the status of an answer over HTTP; null for a result
   */
  void answer(byte[] response, McpError error);

  /** There will be no answer: the request was cancelled. */
  void drop();
}
