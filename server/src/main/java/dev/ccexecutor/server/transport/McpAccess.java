package dev.ccexecutor.server.transport;

import dev.ccexecutor.server.mcp.engine.McpEngine;
import dev.ccexecutor.server.mcp.feature.Caller;
import dev.ccexecutor.server.mcp.feature.ExecutorConnections;
import dev.ccexecutor.server.security.Principal;
import java.util.concurrent.CompletableFuture;

/** How models get at this server: the engine that answers them, and as whom they use the server. */
record McpAccess(McpEngine engine) {
  /** The one at the other end of a connection. */
  Caller caller(Principal principal) {
    return new Caller(principal.name(), connectionsOf(principal));
  }

  private static ExecutorConnections connectionsOf(Principal principal) {
    return () ->
        CompletableFuture.failedFuture(
            new UnsupportedOperationException(
                "there are no connections within the server for " + principal.name()));
  }
}
