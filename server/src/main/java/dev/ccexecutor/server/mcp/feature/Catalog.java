package dev.ccexecutor.server.mcp.feature;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * All that is offered.
 *
 * @param instructions what a model is told of the server as a whole
 * @param tools in the order in which they are listed
 * @param resources empty if there are none
 * @param prompts in the order in which they are listed
 */
public record Catalog(
    Supplier<String> instructions,
    List<Tool> tools,
    Optional<Resources> resources,
    List<Prompt> prompts) {
  public Catalog {
    tools = List.copyOf(tools);
    prompts = List.copyOf(prompts);
  }

  public Catalog(
      String instructions, List<Tool> tools, Optional<Resources> resources, List<Prompt> prompts) {
    this(() -> instructions, tools, resources, prompts);
  }

  public Optional<Tool> tool(String name) {
    return tools.stream().filter(tool -> tool.description().name().equals(name)).findFirst();
  }

  public Optional<Prompt> prompt(String name) {
    return prompts.stream().filter(prompt -> prompt.name().equals(name)).findFirst();
  }
}
