package dev.ccexecutor.server.mcp.engine;

import dev.ccexecutor.server.mcp.feature.Catalog;
import dev.ccexecutor.server.mcp.feature.TaskSupport;
import dev.ccexecutor.server.mcp.feature.Tool;
import dev.ccexecutor.server.mcp.feature.ToolDescription;
import dev.ccexecutor.server.mcp.feature.ToolResult;
import dev.ccexecutor.server.mcp.message.Era;
import dev.ccexecutor.server.mcp.message.McpError;
import dev.ccexecutor.server.mcp.message.McpException;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Lists and calls tools. */
final class ToolMethods {
  private final Catalog catalog;
  private final InputRounds rounds;
  private final ArgumentCheck arguments = new ArgumentCheck();

  ToolMethods(Catalog catalog, InputRounds rounds) {
    this.catalog = catalog;
    this.rounds = rounds;
  }

  ObjectNode list(McpCall call) throws McpException {
    Cursors.refuse(call);
    ObjectNode result = JsonNodeFactory.instance.objectNode();
    ArrayNode tools = result.putArray("tools");
    catalog.tools().forEach(tool -> tools.add(toJson(tool.description(), call.era())));
    return Cacheable.in(call, result);
  }

  private static ObjectNode toJson(ToolDescription tool, Era era) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("name", tool.name());
    if (tool.title() != null) {
      json.put("title", tool.title());
    }
    json.put("description", tool.description());
    json.set("inputSchema", tool.inputSchema());
    if (tool.outputSchema() != null) {
      json.set("outputSchema", tool.outputSchema());
    }
    if (tool.annotations() != null) {
      json.set("annotations", tool.annotations());
    }
    if (era == Era.LEGACY && tool.taskSupport() != TaskSupport.FORBIDDEN) {
      json.putObject("execution").put("taskSupport", tool.taskSupport().wireName());
    }
    return json;
  }

  ObjectNode call(McpCall call) throws McpException, InterruptedException {
    String name = call.text("name");
    Tool tool =
        catalog.tool(name).orElseThrow(() -> McpError.invalidParams("Unknown tool").asException());
    ObjectNode given = call.object("arguments");
    List<String> problems = arguments.problems(tool.description(), given);
    if (!problems.isEmpty()) {
      // A result and no error, since clients show models results, and a model can mend this.
      return ToolResult.error("Wrong arguments for " + name + ":\n" + String.join("\n", problems))
          .result();
    }
    return rounds.run(call, name, context -> tool.call(given, context));
  }
}
