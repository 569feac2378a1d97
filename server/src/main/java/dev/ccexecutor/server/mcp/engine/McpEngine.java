package dev.ccexecutor.server.mcp.engine;

import dev.ccexecutor.server.mcp.feature.Caller;
import dev.ccexecutor.server.mcp.feature.Catalog;
import dev.ccexecutor.server.mcp.feature.Outcome;
import dev.ccexecutor.server.mcp.feature.Tool;
import dev.ccexecutor.server.mcp.feature.ToolDescription;
import dev.ccexecutor.server.mcp.message.Era;
import dev.ccexecutor.server.mcp.message.McpError;
import dev.ccexecutor.server.mcp.message.McpException;
import dev.ccexecutor.server.mcp.message.McpNames;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Answers the messages of all conversations. Any thread. */
public final class McpEngine implements AutoCloseable {
  private final Catalog catalog;
  private final ServerIdentity identity;
  private final Map<String, McpMethod> both =
      Map.of("tools/list", this::listTools, "tools/call", this::callTool);
  private final Map<String, McpMethod> legacy =
      Map.of("initialize", this::initialize, "ping", call -> empty());
  private final Map<String, McpMethod> modern = Map.of("server/discover", this::discover);

  public McpEngine(Catalog catalog, ServerIdentity identity) {
    this.catalog = catalog;
    this.identity = identity;
  }

  /**
   * Begins a conversation.
   *
   * @param outlet where it says what belongs to no request
   */
  public Conversation begin(Caller caller, Outlet outlet) {
    return new Conversation(this, caller, outlet);
  }

  /** Ends all calls and tasks. */
  @Override
  public void close() {}

  /** What it offers. */
  public Catalog catalog() {
    return catalog;
  }

  ServerIdentity identity() {
    return identity;
  }

  void begin(McpCall call, String method) {
    McpMethod own = (call.era() == Era.MODERN ? modern : legacy).get(method);
    McpMethod found = own == null ? both.get(method) : own;
    if (found == null) {
      call.fail(McpError.methodNotFound(method));
    } else {
      call.start(found);
    }
  }

  private static Outcome empty() {
    return new Outcome.Complete(JsonNodeFactory.instance.objectNode());
  }

  private Outcome initialize(McpCall call) throws McpException {
    JsonNode version = call.params().path("protocolVersion");
    if (!version.isString()) {
      throw McpError.invalidParams("protocolVersion is missing").asException();
    }
    if (call.params().path("capabilities") instanceof ObjectNode capabilities) {
      call.conversation().initialized(capabilities);
    }
    ObjectNode result = JsonNodeFactory.instance.objectNode();
    result.put(
        "protocolVersion",
        McpNames.LEGACY_VERSIONS.contains(version.stringValue())
            ? version.stringValue()
            : McpNames.LEGACY_VERSIONS.getFirst());
    result.set("capabilities", capabilities());
    result.set("serverInfo", identity.toJson());
    result.put("instructions", catalog.instructions());
    return new Outcome.Complete(result);
  }

  private Outcome discover(McpCall call) {
    ObjectNode result = JsonNodeFactory.instance.objectNode();
    ArrayNode versions = result.putArray("supportedVersions");
    McpNames.MODERN_VERSIONS.forEach(versions::add);
    result.set("capabilities", capabilities());
    result.put("instructions", catalog.instructions());
    result.put("ttlMs", 0).put("cacheScope", "private");
    return new Outcome.Complete(result);
  }

  private static ObjectNode capabilities() {
    ObjectNode capabilities = JsonNodeFactory.instance.objectNode();
    capabilities.putObject("tools");
    return capabilities;
  }

  private Outcome listTools(McpCall call) {
    ObjectNode result = JsonNodeFactory.instance.objectNode();
    ArrayNode tools = result.putArray("tools");
    catalog.tools().forEach(tool -> tools.add(toJson(tool.description())));
    if (call.era() == Era.MODERN) {
      result.put("ttlMs", 0).put("cacheScope", "private");
    }
    return new Outcome.Complete(result);
  }

  private static ObjectNode toJson(ToolDescription tool) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("name", tool.name());
    json.put("title", tool.title());
    json.put("description", tool.description());
    json.set("inputSchema", tool.inputSchema());
    if (tool.outputSchema() != null) {
      json.set("outputSchema", tool.outputSchema());
    }
    if (tool.annotations() != null) {
      json.set("annotations", tool.annotations());
    }
    return json;
  }

  private Outcome callTool(McpCall call) throws McpException, InterruptedException {
    String name = call.params().path("name").asString("");
    Tool tool =
        catalog
            .tool(name)
            .orElseThrow(() -> McpError.invalidParams("Unknown tool: " + name).asException());
    ObjectNode arguments =
        call.params().path("arguments") instanceof ObjectNode object
            ? object
            : JsonNodeFactory.instance.objectNode();
    return tool.call(arguments, call);
  }
}
