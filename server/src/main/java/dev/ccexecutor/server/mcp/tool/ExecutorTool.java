package dev.ccexecutor.server.mcp.tool;

import dev.ccexecutor.protocol.jsonrpc.InvalidParameterException;
import dev.ccexecutor.server.mcp.executor.ExecutorException;
import dev.ccexecutor.server.mcp.feature.CallContext;
import dev.ccexecutor.server.mcp.feature.Outcome;
import dev.ccexecutor.server.mcp.feature.Tool;
import dev.ccexecutor.server.mcp.feature.ToolDescription;
import dev.ccexecutor.server.mcp.feature.ToolResult;
import tools.jackson.databind.node.ObjectNode;

/** A tool whose failures are told to the model as results, with what to do instead. */
final class ExecutorTool implements Tool {
  private final String name;
  private final Action action;

  /** What it does. */
  interface Action {
    Outcome run(Arguments arguments, CallContext context)
        throws ExecutorException, InterruptedException;
  }

  ExecutorTool(String name, Action action) {
    this.name = name;
    this.action = action;
  }

  @Override
  public ToolDescription description() {
    return Descriptions.of(name);
  }

  @Override
  public Outcome call(ObjectNode arguments, CallContext context) throws InterruptedException {
    try {
      return action.run(new Arguments(arguments), context);
    } catch (ExecutorException told) {
      return ToolResult.error(told.getMessage());
    } catch (InvalidParameterException invalid) {
      return ToolResult.error(invalid.field() + " " + invalid.getMessage() + ".");
    }
  }
}
