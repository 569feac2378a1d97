package dev.ccexecutor.server.mcp.engine;

import dev.ccexecutor.server.mcp.feature.Prompt;
import dev.ccexecutor.server.mcp.message.McpError;
import dev.ccexecutor.server.mcp.message.McpException;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Lists and gives prompts. */
final class PromptMethods {
  private final List<Prompt> prompts;
  private final InputRounds rounds;

  PromptMethods(List<Prompt> prompts, InputRounds rounds) {
    this.prompts = prompts;
    this.rounds = rounds;
  }

  ObjectNode list(McpCall call) throws McpException {
    Cursors.refuse(call);
    ObjectNode result = JsonNodeFactory.instance.objectNode();
    ArrayNode listed = result.putArray("prompts");
    prompts.forEach(prompt -> listed.add(prompt.description()));
    return Cacheable.in(call, result);
  }

  ObjectNode get(McpCall call) throws McpException, InterruptedException {
    String name = call.text("name");
    Prompt prompt =
        prompts.stream()
            .filter(candidate -> candidate.name().equals(name))
            .findFirst()
            .orElseThrow(() -> McpError.invalidParams("Unknown prompt").asException());
    ObjectNode arguments = call.object("arguments");
    for (var required : prompt.description().path("arguments")) {
      String argument = required.path("name").asString("");
      if (required.path("required").asBoolean(false) && !arguments.path(argument).isString()) {
        throw McpError.invalidParams("the prompt takes an argument " + argument).asException();
      }
    }
    return rounds.run(call, name, context -> prompt.get(arguments, context));
  }
}
