package dev.ccexecutor.server.integration;

import dev.ccexecutor.server.testkit.McpConnection;
import java.io.IOException;

/** Messages of both eras, and the headers that go with them. */
final class McpRequest {
  static final String LEGACY = "MCP-Protocol-Version: 2025-11-25";
  static final String MODERN = "MCP-Protocol-Version: 2026-07-28";

  private static final String META =
      "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
          + "\"io.modelcontextprotocol/clientCapabilities\":{}%s}";

  private McpRequest() {}

  static String legacy(int id, String method, String params) {
    return "{\"jsonrpc\":\"2.0\",\"id\":%d,\"method\":\"%s\",\"params\":%s}"
        .formatted(id, method, params);
  }

  static String notification(String method, String params) {
    return "{\"jsonrpc\":\"2.0\",\"method\":\"%s\",\"params\":%s}".formatted(method, params);
  }

  static String initialize(int id) {
    return legacy(
        id,
        "initialize",
        "{\"protocolVersion\":\"2025-11-25\",\"capabilities\":{},"
            + "\"clientInfo\":{\"name\":\"test\",\"version\":\"1\"}}");
  }

  /** With a progress token. */
  static String legacyCall(int id, String tool, String arguments) {
    return legacy(
        id,
        "tools/call",
        "{\"name\":\"%s\",\"arguments\":%s,\"_meta\":{\"progressToken\":%d}}"
            .formatted(tool, arguments, id));
  }

  static String modern(int id, String method) {
    return legacy(id, method, "{" + META.formatted("") + "}");
  }

  /** With a progress token. */
  static String modernCall(int id, String tool, String arguments) {
    return legacy(
        id,
        "tools/call",
        "{\"name\":\"%s\",\"arguments\":%s,%s}"
            .formatted(tool, arguments, META.formatted(",\"progressToken\":" + id)));
  }

  /** The headers of a modern call. */
  static String[] modernHeaders(String tool, String... more) {
    String[] lines = new String[more.length + 3];
    lines[0] = MODERN;
    lines[1] = "Mcp-Method: tools/call";
    lines[2] = "Mcp-Name: " + tool;
    System.arraycopy(more, 0, lines, 3, more.length);
    return lines;
  }

  /** Begins a session, and gives the header that names it. */
  static String session(McpConnection connection, String... headerLines) throws IOException {
    McpConnection.Answer answer = connection.post(initialize(0), headerLines).readAnswer();
    if (answer.status() != 200) {
      throw new AssertionError(answer.toString());
    }
    return "Mcp-Session-Id: " + answer.header("Mcp-Session-Id");
  }
}
