package dev.ccexecutor.server.mcp.tool;

import dev.ccexecutor.server.mcp.feature.Catalog;
import java.util.List;
import java.util.Optional;

/** All that this server offers to models. */
public final class ExecutorCatalog {
  private ExecutorCatalog() {}

  /** For any number of conversations. */
  public static Catalog create() {
    return new Catalog(
        Descriptions.instructions(),
        List.of(new ExecutorTool("execute", new ExecuteTool())),
        Optional.empty(),
        List.of());
  }
}
