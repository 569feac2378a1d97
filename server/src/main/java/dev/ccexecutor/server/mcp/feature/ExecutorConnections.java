package dev.ccexecutor.server.mcp.feature;

import dev.ccexecutor.protocol.client.ExecutorClient;
import java.util.concurrent.CompletableFuture;

/** Opens connections to the server that runs commands. Any thread. */
public interface ExecutorConnections {
  /**
   * What a connection is for: who waits with all that it may must still be able to look and end.
   */
  enum Purpose {
    /** To run something, or to wait for something, however long that takes. */
    WAIT,
    /** To ask, read, write or control, which is over soon. */
    LOOK
  }

  /**
   * A new connection, with a session of its own.
   *
   * @return the caller's, who closes it; fails with a {@link
   *     dev.ccexecutor.protocol.client.ClientException}, or with a {@link
   *     TooManyConnectionsException}
   */
  CompletableFuture<ExecutorClient> open(Purpose purpose);
}
