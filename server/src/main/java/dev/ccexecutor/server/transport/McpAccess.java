package dev.ccexecutor.server.transport;

import dev.ccexecutor.server.config.ServerConfig;
import dev.ccexecutor.server.logging.PeerAddress;
import dev.ccexecutor.server.mcp.engine.McpEngine;
import dev.ccexecutor.server.mcp.feature.Caller;
import dev.ccexecutor.server.security.Principal;
import io.netty.channel.Channel;
import java.util.function.BooleanSupplier;

/**
 * How models get at this server.
 *
 * @param engine answers them
 * @param connections their WebSockets
 * @param http what those share that speak HTTP
 */
record McpAccess(McpEngine engine, McpConnections connections, McpHttp http) {
  static McpAccess of(McpEngine engine, ServerConfig config, BooleanSupplier draining) {
    return new McpAccess(
        engine, new McpConnections(config.maxSessions()), McpHttp.of(engine, config, draining));
  }

  /**
   * The one at the other end of a connection.
   *
   * @param connection whose address and event loop what is done for it has
   */
  static Caller caller(TransportContext context, Channel connection, Principal principal) {
    String peer = PeerAddress.of(connection) + " by mcp";
    return new Caller(
        principal.name(),
        new InProcessConnections(context, connection.eventLoop(), principal, peer));
  }
}
