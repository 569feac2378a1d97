package dev.ccexecutor.server.mcp.engine;

import dev.ccexecutor.server.mcp.feature.LogLevel;
import dev.ccexecutor.server.mcp.message.McpError;
import dev.ccexecutor.server.mcp.message.McpException;
import java.util.Arrays;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Reads the levels that clients send. */
final class LogLevels {
  private LogLevels() {}

  static LogLevel of(JsonNode value) throws McpException {
    return Arrays.stream(LogLevel.values())
        .filter(level -> value.isString() && level.wireName().equals(value.stringValue()))
        .findFirst()
        .orElseThrow(
            () ->
                McpError.invalidParams(
                        "a log level is one of "
                            + Arrays.stream(LogLevel.values()).map(LogLevel::wireName).toList())
                    .asException());
  }

  /** Of a modern request: without a level it wants no messages. */
  static Optional<LogLevel> ofRequest(JsonNode value) throws McpException {
    return value.isMissingNode() ? Optional.empty() : Optional.of(of(value));
  }
}
