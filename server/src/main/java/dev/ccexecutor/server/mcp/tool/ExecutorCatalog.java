package dev.ccexecutor.server.mcp.tool;

import dev.ccexecutor.server.mcp.feature.Catalog;
import dev.ccexecutor.server.mcp.resource.ExecutionResources;
import java.util.List;
import java.util.Optional;

/** All that this server offers to models. */
public final class ExecutorCatalog {
  private ExecutorCatalog() {}

  /** For any number of conversations. */
  public static Catalog create() {
    return new Catalog(
        Descriptions::instructions,
        List.of(
            new ExecutorTool("execute", new ExecuteTool()),
            new ExecutorTool("execute_background", new BackgroundTool()),
            new ExecutorTool("execution_status", new StatusTool()),
            new ExecutorTool("execution_output", new OutputTool()),
            new ExecutorTool("execution_control", new ControlTool()),
            new ExecutorTool("execution_input", new InputTool()),
            new ExecutorTool("agent_task", new AgentTool()),
            new ExecutorTool("verify_execution", new VerifyTool())),
        Optional.of(new ExecutionResources()),
        List.of());
  }
}
