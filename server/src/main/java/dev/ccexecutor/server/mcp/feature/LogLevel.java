package dev.ccexecutor.server.mcp.feature;

import dev.ccexecutor.protocol.jsonrpc.WireName;

/** How much a log message matters, the least first (RFC 5424). */
public enum LogLevel implements WireName {
  DEBUG,
  INFO,
  NOTICE,
  WARNING,
  ERROR,
  CRITICAL,
  ALERT,
  EMERGENCY
}
