package dev.ccexecutor.server.mcp.engine;

import dev.ccexecutor.server.mcp.message.McpException;
import tools.jackson.databind.node.ObjectNode;

/** One method of the protocol. */
interface McpMethod {
  /** Its result, without what all results of an era have. It is not kept, and not changed. */
  ObjectNode call(McpCall call) throws McpException, InterruptedException;

  /** How a method is called. */
  enum Pace {
    /**
     * Where the message came in, before the next one is looked at: it is quick, and what comes
     * after may count on it.
     */
    IN_ORDER,

    /** On a virtual thread, also if as many calls as may be are under way. */
    SHORT,

    /** On a virtual thread; counts as a call. */
    LONG
  }

  /**
   * A method and how it is called.
   *
   * @param method what it does
   * @param pace how
   */
  record Entry(McpMethod method, Pace pace) {}
}
