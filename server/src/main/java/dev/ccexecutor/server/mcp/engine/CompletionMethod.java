package dev.ccexecutor.server.mcp.engine;

import dev.ccexecutor.server.mcp.feature.Catalog;
import dev.ccexecutor.server.mcp.feature.Prompt;
import dev.ccexecutor.server.mcp.feature.Resources;
import dev.ccexecutor.server.mcp.message.McpError;
import dev.ccexecutor.server.mcp.message.McpException;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Completes what a user types into the argument of a prompt or the variable of a template. */
final class CompletionMethod implements McpMethod {
  private static final int MAX_VALUES = 100;

  private final Catalog catalog;

  CompletionMethod(Catalog catalog) {
    this.catalog = catalog;
  }

  @Override
  public ObjectNode call(McpCall call) throws McpException, InterruptedException {
    JsonNode argument = call.params().path("argument");
    if (!argument.path("name").isString() || !argument.path("value").isString()) {
      throw McpError.invalidParams("argument needs a name and a value").asException();
    }
    List<String> values =
        values(call, argument.path("name").stringValue(), argument.path("value").stringValue());
    ObjectNode result = JsonNodeFactory.instance.objectNode();
    ObjectNode completion = result.putObject("completion");
    ArrayNode listed = completion.putArray("values");
    values.stream().limit(MAX_VALUES).forEach(listed::add);
    completion.put("total", values.size()).put("hasMore", values.size() > MAX_VALUES);
    return result;
  }

  private List<String> values(McpCall call, String name, String prefix)
      throws McpException, InterruptedException {
    JsonNode reference = call.params().path("ref");
    return switch (reference.path("type").asString("")) {
      case "ref/prompt" -> {
        Prompt prompt =
            catalog
                .prompt(reference.path("name").asString(""))
                .orElseThrow(() -> McpError.invalidParams("Unknown prompt").asException());
        yield prompt.complete(name, prefix);
      }
      case "ref/resource" -> {
        String template = reference.path("uri").asString("");
        Resources resources =
            catalog
                .resources()
                .filter(all -> isTemplate(all, template))
                .orElseThrow(() -> McpError.invalidParams("Unknown template").asException());
        yield resources.complete(template, name, prefix, call.caller());
      }
      default ->
          throw McpError.invalidParams("ref.type is ref/prompt or ref/resource").asException();
    };
  }

  private static boolean isTemplate(Resources resources, String uri) {
    return resources.templates().stream()
        .anyMatch(template -> template.path("uriTemplate").asString("").equals(uri));
  }
}
