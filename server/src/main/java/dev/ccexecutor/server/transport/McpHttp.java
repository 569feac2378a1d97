package dev.ccexecutor.server.transport;

import dev.ccexecutor.server.config.ServerConfig;
import dev.ccexecutor.server.mcp.engine.McpEngine;
import dev.ccexecutor.server.transport.mcp.McpRequests;
import dev.ccexecutor.server.transport.mcp.McpSessions;
import dev.ccexecutor.server.transport.mcp.McpTraffic;
import java.util.function.BooleanSupplier;

/**
 * What all connections share on which models speak HTTP.
 *
 * @param requests says what requests mean
 */
record McpHttp(McpTraffic traffic, McpSessions sessions, McpRequests requests) {
  /** A call has a connection to itself, and what it does has a session of the server's besides. */
  private static final int CONNECTIONS_PER_SESSION = 8;

  /** Sessions of MCP are small, and their clients often go without ending them. */
  private static final int MCP_SESSIONS_PER_SESSION = 8;

  private static final long MIB = 1024 * 1024;
  private static final long MOST_EVENT_BYTES = 64 * MIB;
  private static final long EVENTS_SHARE_OF_MEMORY = 16;
  private static final long MOST_UNSENT_BYTES = 256 * MIB;
  private static final long UNSENT_SHARE_OF_MEMORY = 8;

  static McpHttp of(McpEngine engine, ServerConfig config, BooleanSupplier draining) {
    long memory = Runtime.getRuntime().maxMemory();
    long eventBytes = Math.min(MOST_EVENT_BYTES, memory / EVENTS_SHARE_OF_MEMORY);
    long unsentBytes = Math.min(MOST_UNSENT_BYTES, memory / UNSENT_SHARE_OF_MEMORY);
    int sessions = MCP_SESSIONS_PER_SESSION * config.maxSessions();
    int connections = CONNECTIONS_PER_SESSION * config.maxSessions();
    McpSessions all =
        new McpSessions(
            engine,
            new McpSessions.Bounds(sessions, Math.max(1, sessions / 2), eventBytes),
            System::nanoTime);
    return new McpHttp(
        new McpTraffic(connections, Math.max(1, connections / 2), unsentBytes),
        all,
        new McpRequests(engine, all, draining));
  }
}
