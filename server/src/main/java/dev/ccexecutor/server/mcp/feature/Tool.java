package dev.ccexecutor.server.mcp.feature;

import dev.ccexecutor.server.mcp.message.McpException;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** Something that a model can do. For any number of calls at once. */
public interface Tool {
  ToolDescription description();

  /**
   * Does it. On a virtual thread of the call's own, which may wait; a call that is cancelled is
   * interrupted, and nothing that it returns or throws after that is sent.
   *
   * @param arguments hold to the description's {@code inputSchema}
   * @throws McpException where the request itself is wrong. What a model could mend, or should know
   *     of, is a result that {@linkplain ToolResult#error says so}
   */
  Outcome call(ObjectNode arguments, CallContext context) throws McpException, InterruptedException;

  /**
   * What the client is to be asked before a task begins; not called where a call is none. It should
   * be quick, since nobody can see a task until then.
   *
   * @return empty if nothing is missing
   */
  default Optional<Outcome.InputRequired> beforeTask(ObjectNode arguments, CallContext context)
      throws McpException, InterruptedException {
    return Optional.empty();
  }
}
