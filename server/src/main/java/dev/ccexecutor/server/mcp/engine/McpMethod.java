package dev.ccexecutor.server.mcp.engine;

import dev.ccexecutor.server.mcp.feature.Outcome;
import dev.ccexecutor.server.mcp.message.McpException;

/** One method of the protocol. On the call's own virtual thread. */
interface McpMethod {
  Outcome call(McpCall call) throws McpException, InterruptedException;
}
