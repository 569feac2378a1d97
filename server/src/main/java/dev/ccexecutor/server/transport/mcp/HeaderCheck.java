package dev.ccexecutor.server.transport.mcp;

import dev.ccexecutor.protocol.jsonrpc.JsonRpcMessage;
import dev.ccexecutor.server.mcp.feature.Catalog;
import dev.ccexecutor.server.mcp.feature.Tool;
import dev.ccexecutor.server.mcp.message.McpError;
import dev.ccexecutor.server.mcp.message.McpNames;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the headers of a modern request repeat of its body, so that proxies can go by it: it has to
 * be the same, or they would go by something else than this server.
 */
final class HeaderCheck {
  private static final int BAD_REQUEST = 400;
  private static final String BASE64_BEGIN = "=?base64?";
  private static final String BASE64_END = "?=";

  /** The member of params that a request is about, where there is one. */
  private static final Map<String, String> NAMES =
      Map.of(
          "tools/call", "name",
          "prompts/get", "name",
          "resources/read", "uri",
          "tasks/get", "taskId",
          "tasks/update", "taskId",
          "tasks/cancel", "taskId");

  private final Catalog catalog;

  HeaderCheck(Catalog catalog) {
    this.catalog = catalog;
  }

  /** Empty if all is well, or wrong in a way that is not about headers. */
  Optional<McpError> check(McpHeaders headers, JsonRpcMessage.Request request) {
    JsonNode params =
        request.params() == null ? JsonNodeFactory.instance.missingNode() : request.params();
    JsonNode version = params.path("_meta").path(McpNames.PROTOCOL_VERSION);
    if (!headers.has(McpHeaders.VERSION)) {
      return mismatch(McpHeaders.VERSION + " is missing");
    }
    if (!version.isString()) {
      return unknownVersion(headers);
    }
    if (isOther(headers, McpHeaders.VERSION, version)) {
      return mismatch(McpHeaders.VERSION + " is not the version in _meta");
    }
    if (!McpNames.MODERN_VERSIONS.contains(version.stringValue())) {
      return Optional.empty();
    }
    if (isOther(
        headers, McpHeaders.METHOD, JsonNodeFactory.instance.stringNode(request.method()))) {
      return mismatch(McpHeaders.METHOD + " is not the method");
    }
    String member = NAMES.get(request.method());
    if (member != null && isOther(headers, McpHeaders.NAME, params.path(member))) {
      return mismatch(McpHeaders.NAME + " is not params." + member);
    }
    return request.method().equals("tools/call") ? arguments(headers, params) : Optional.empty();
  }

  private Optional<McpError> arguments(McpHeaders headers, JsonNode params) {
    Optional<Tool> tool = catalog.tool(params.path("name").asString(""));
    JsonNode properties =
        tool.map(found -> found.description().inputSchema().path("properties"))
            .orElseGet(JsonNodeFactory.instance::missingNode);
    for (Map.Entry<String, JsonNode> property : properties.properties()) {
      JsonNode header = property.getValue().path("x-mcp-header");
      String name = McpHeaders.PARAMETER_PREFIX + header.asString("");
      if (header.isString()
          && isOther(headers, name, params.path("arguments").path(property.getKey()))) {
        return mismatch(name + " is not arguments." + property.getKey());
      }
    }
    return Optional.empty();
  }

  private static boolean isOther(McpHeaders headers, String name, JsonNode value) {
    if (value.isMissingNode() || value.isNull()) {
      return headers.has(name);
    }
    return headers
        .only(name)
        .flatMap(HeaderCheck::decoded)
        .filter(value.asString("")::equals)
        .isEmpty();
  }

  /** Empty for what claims to be Base64 and is not. */
  private static Optional<String> decoded(String value) {
    if (!value.startsWith(BASE64_BEGIN)
        || !value.endsWith(BASE64_END)
        || value.length() < BASE64_BEGIN.length() + BASE64_END.length()) {
      return Optional.of(value);
    }
    String encoded = value.substring(BASE64_BEGIN.length(), value.length() - BASE64_END.length());
    if (encoded.length() % 4 != 0) {
      return Optional.empty(); // Java's decoder takes it without its padding.
    }
    try {
      return Optional.of(new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** A client that says its version by the header alone may be of either era. */
  private static Optional<McpError> unknownVersion(McpHeaders headers) {
    Optional<String> requested = headers.only(McpHeaders.VERSION);
    if (requested.isEmpty() || McpNames.MODERN_VERSIONS.contains(requested.get())) {
      return Optional.empty();
    }
    ObjectNode data = JsonNodeFactory.instance.objectNode();
    ArrayNode supported = data.putArray("supported");
    McpNames.MODERN_VERSIONS.forEach(supported::add);
    McpNames.LEGACY_VERSIONS.forEach(supported::add);
    data.put("requested", requested.get());
    return Optional.of(
        McpError.of(McpError.UNSUPPORTED_VERSION, "Unsupported protocol version")
            .withData(data)
            .withHttpStatus(BAD_REQUEST));
  }

  private static Optional<McpError> mismatch(String what) {
    return Optional.of(McpError.of(McpError.HEADER_MISMATCH, what).withHttpStatus(BAD_REQUEST));
  }
}
