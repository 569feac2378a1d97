package dev.ccexecutor.server.transport.mcp;

import dev.ccexecutor.server.mcp.message.McpNames;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The headers of a request, as far as MCP has a say in them.
 *
 * @param all are kept, and not changed
 */
record McpHeaders(HttpHeaders all) {
  static final String SESSION_ID = "Mcp-Session-Id";
  static final String VERSION = "MCP-Protocol-Version";
  static final String METHOD = "Mcp-Method";
  static final String NAME = "Mcp-Name";
  static final String PARAMETER_PREFIX = "Mcp-Param-";
  static final String LAST_EVENT_ID = "Last-Event-ID";

  private static final String JSON = "application/json";
  private static final String EVENTS = "text/event-stream";

  /**
   * From this version on a client knows what to do with an event that has an id and nothing else.
   */
  private static final String FIRST_WITH_PRIMING = "2025-11-25";

  /** Empty if it is not there once and only once. */
  Optional<String> only(String name) {
    List<String> values = all.getAll(name);
    return values.size() == 1 ? Optional.of(values.getFirst().strip()) : Optional.empty();
  }

  boolean has(String name) {
    return all.contains(name);
  }

  /** Whether the version is one of the era that has no sessions, or one that is not known. */
  boolean isModern() {
    return has(VERSION) && !only(VERSION).filter(McpNames.LEGACY_VERSIONS::contains).isPresent();
  }

  boolean knowsPriming() {
    return only(VERSION).filter(version -> version.compareTo(FIRST_WITH_PRIMING) >= 0).isPresent();
  }

  boolean isJson() {
    return only(HttpHeaderNames.CONTENT_TYPE.toString())
        .filter(type -> type.split(";", 2)[0].strip().equalsIgnoreCase(JSON))
        .isPresent();
  }

  /** Whether the client takes both a document and a stream. */
  boolean acceptsAnswers() {
    return accepts(JSON) && accepts(EVENTS);
  }

  boolean acceptsEvents() {
    return accepts(EVENTS);
  }

  private boolean accepts(String type) {
    List<String> values = all.getAll(HttpHeaderNames.ACCEPT);
    return values.isEmpty()
        || values.stream()
            .flatMap(value -> List.of(value.split(",", -1)).stream())
            .map(range -> range.split(";", 2)[0].strip().toLowerCase(Locale.ROOT))
            .anyMatch(range -> covers(range, type));
  }

  private static boolean covers(String range, String type) {
    return range.equals(type)
        || range.equals("*/*")
        || range.equals(type.substring(0, type.indexOf('/')) + "/*");
  }
}
