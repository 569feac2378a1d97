package dev.ccexecutor.bench;

import dev.ccexecutor.protocol.frame.DataFrameHeader;
import java.net.InetSocketAddress;

/**
 * Where a server can be reached, and what its WebSocket messages look like.
 *
 * @param path of the upgrade
 * @param binaryHeaderBytes what stands before the child's bytes in a binary message
 */
public record Endpoint(InetSocketAddress address, String path, int binaryHeaderBytes) {
  /** That of CC-Executor's own server. */
  public static Endpoint ofThisServer(InetSocketAddress address) {
    return new Endpoint(address, "/ws", DataFrameHeader.BYTES);
  }

  /** One that has nothing but the child's bytes in its binary messages. */
  public static Endpoint ofPlainServer(InetSocketAddress address) {
    return new Endpoint(address, "/", 0);
  }
}
