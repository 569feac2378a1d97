package dev.ccexecutor.server.mcp.engine;

import dev.ccexecutor.server.mcp.feature.Resources;
import dev.ccexecutor.server.mcp.message.Era;
import dev.ccexecutor.server.mcp.message.McpError;
import dev.ccexecutor.server.mcp.message.McpException;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Lists and reads resources. */
final class ResourceMethods {
  private final Resources resources;

  ResourceMethods(Resources resources) {
    this.resources = resources;
  }

  ObjectNode list(McpCall call) throws McpException, InterruptedException {
    Resources.Page page = resources.list(call.caller(), Cursors.of(call));
    ObjectNode result = JsonNodeFactory.instance.objectNode();
    ArrayNode listed = result.putArray("resources");
    page.resources().forEach(listed::add);
    page.nextCursor().ifPresent(cursor -> result.put("nextCursor", cursor));
    return Cacheable.in(call, result);
  }

  ObjectNode templates(McpCall call) throws McpException {
    Cursors.refuse(call);
    ObjectNode result = JsonNodeFactory.instance.objectNode();
    ArrayNode listed = result.putArray("resourceTemplates");
    resources.templates().forEach(listed::add);
    return Cacheable.in(call, result);
  }

  ObjectNode read(McpCall call) throws McpException, InterruptedException {
    String uri = call.text("uri");
    ArrayNode contents =
        resources
            .read(uri, new RequestContext(call, CallInput.none()))
            .orElseThrow(() -> unknown(call.era(), uri));
    ObjectNode result = JsonNodeFactory.instance.objectNode();
    result.set("contents", contents);
    return Cacheable.in(call, result);
  }

  static McpException unknown(Era era, String uri) {
    int code = era == Era.MODERN ? McpError.INVALID_PARAMS : McpError.RESOURCE_NOT_FOUND;
    return McpError.of(code, "Resource not found")
        .withData(JsonNodeFactory.instance.objectNode().put("uri", uri))
        .asException();
  }
}
