package dev.ccexecutor.server.mcp.engine;

import dev.ccexecutor.server.mcp.feature.Catalog;
import dev.ccexecutor.server.mcp.feature.TaskSupport;
import dev.ccexecutor.server.mcp.message.Era;
import dev.ccexecutor.server.mcp.message.McpException;
import dev.ccexecutor.server.mcp.message.McpNames;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What a client asks first, and of the server as a whole. */
final class ServerMethods {
  private final Catalog catalog;
  private final ServerIdentity identity;

  ServerMethods(Catalog catalog, ServerIdentity identity) {
    this.catalog = catalog;
    this.identity = identity;
  }

  ObjectNode initialize(McpCall call) throws McpException {
    String version = call.text("protocolVersion");
    call.conversation().initialized(call.object("capabilities"));
    ObjectNode result = JsonNodeFactory.instance.objectNode();
    // To a version that is not spoken here, the newest one is the answer, and the client decides.
    result.put(
        "protocolVersion",
        McpNames.LEGACY_VERSIONS.contains(version) ? version : McpNames.LEGACY_VERSIONS.getFirst());
    result.set("capabilities", capabilities(Era.LEGACY));
    result.set("serverInfo", identity.toJson());
    result.put("instructions", catalog.instructions().get());
    return result;
  }

  ObjectNode ping(McpCall call) {
    return JsonNodeFactory.instance.objectNode();
  }

  ObjectNode setLevel(McpCall call) throws McpException {
    call.conversation().setLeastLevel(LogLevels.of(call.params().path("level")));
    return JsonNodeFactory.instance.objectNode();
  }

  ObjectNode discover(McpCall call) {
    ObjectNode result = JsonNodeFactory.instance.objectNode();
    ArrayNode versions = result.putArray("supportedVersions");
    McpNames.MODERN_VERSIONS.forEach(versions::add);
    result.set("capabilities", capabilities(Era.MODERN));
    result.put("instructions", catalog.instructions().get());
    return Cacheable.in(call, result);
  }

  private ObjectNode capabilities(Era era) {
    ObjectNode capabilities = JsonNodeFactory.instance.objectNode();
    capabilities.putObject("tools").put("listChanged", true);
    if (!catalog.prompts().isEmpty()) {
      capabilities.putObject("prompts").put("listChanged", true);
    }
    if (catalog.resources().isPresent()) {
      capabilities.putObject("resources").put("subscribe", true).put("listChanged", true);
    }
    if (!catalog.prompts().isEmpty() || catalog.resources().isPresent()) {
      capabilities.putObject("completions");
    }
    capabilities.putObject("logging");
    if (hasTasks()) {
      if (era == Era.MODERN) {
        capabilities.putObject("extensions").putObject(McpNames.TASKS);
      } else {
        ObjectNode tasks = capabilities.putObject("tasks");
        tasks.putObject("list");
        tasks.putObject("cancel");
        tasks.putObject("requests").putObject("tools").putObject("call");
      }
    }
    return capabilities;
  }

  private boolean hasTasks() {
    return catalog.tools().stream()
        .anyMatch(tool -> tool.description().taskSupport() != TaskSupport.FORBIDDEN);
  }
}
