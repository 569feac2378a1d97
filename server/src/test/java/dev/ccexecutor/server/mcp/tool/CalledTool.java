package dev.ccexecutor.server.mcp.tool;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Error;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.ccexecutor.protocol.jsonrpc.Json;
import dev.ccexecutor.server.mcp.feature.CallContext;
import dev.ccexecutor.server.mcp.feature.Outcome;
import dev.ccexecutor.server.mcp.feature.Tool;
import dev.ccexecutor.server.mcp.message.McpException;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Calls tools as the engine does, and holds what comes to the tool's schemas. */
final class CalledTool {
  private static final SchemaRegistry SCHEMAS =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

  private CalledTool() {}

  /** The result, of which the structured part is as the tool says. */
  static JsonNode call(String name, Map<String, ?> arguments, CallContext context)
      throws InterruptedException {
    Tool tool = ExecutorCatalog.create().tool(name).orElseThrow();
    ObjectNode json = Json.MAPPER.valueToTree(arguments);
    assertThat(problems(tool.description().inputSchema(), json)).isEmpty();
    try {
      JsonNode result = ((Outcome.Complete) tool.call(json, context)).result();
      if (result.has("structuredContent")) {
        JsonNode document = Json.MAPPER.readTree(result.get("structuredContent").toString());
        assertThat(problems(tool.description().outputSchema(), document)).isEmpty();
      } else {
        assertThat(result.path("isError").asBoolean(false)).as(result.toString()).isTrue();
      }
      return result;
    } catch (McpException refused) {
      throw new AssertionError(refused);
    }
  }

  /** The structured part of a result that is no error. */
  static JsonNode document(String name, Map<String, ?> arguments, CallContext context)
      throws InterruptedException {
    JsonNode result = call(name, arguments, context);
    assertThat(result.has("isError")).as(result.toString()).isFalse();
    return result.get("structuredContent");
  }

  /** The text of a result that is an error without a structured part. */
  static String refusal(String name, Map<String, ?> arguments, CallContext context)
      throws InterruptedException {
    JsonNode result = call(name, arguments, context);
    assertThat(result.has("structuredContent")).as(result.toString()).isFalse();
    return text(result);
  }

  static String text(JsonNode result) {
    return result.at("/content/0/text").asString();
  }

  static List<Error> problems(JsonNode schema, JsonNode document) {
    return SCHEMAS.getSchema(schema).validate(document);
  }
}
