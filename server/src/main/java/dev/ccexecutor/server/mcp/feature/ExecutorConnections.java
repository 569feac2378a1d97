package dev.ccexecutor.server.mcp.feature;

import dev.ccexecutor.protocol.client.ExecutorClient;
import java.util.concurrent.CompletableFuture;

/** Opens connections to the server that runs commands. Any thread. */
public interface ExecutorConnections {
  /**
   * A new connection, with a session of its own.
   *
   * @return the caller's, who closes it; fails with a {@link
   *     dev.ccexecutor.protocol.client.ClientException}
   */
  CompletableFuture<ExecutorClient> open();
}
