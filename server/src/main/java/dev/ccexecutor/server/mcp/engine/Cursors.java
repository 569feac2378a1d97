package dev.ccexecutor.server.mcp.engine;

import dev.ccexecutor.server.mcp.message.McpError;
import dev.ccexecutor.server.mcp.message.McpException;
import java.util.Optional;

/** The cursors of lists. */
final class Cursors {
  private Cursors() {}

  /** Empty for the first page. */
  static Optional<String> of(McpCall call) throws McpException {
    return call.params().path("cursor").isMissingNode() || call.params().path("cursor").isNull()
        ? Optional.empty()
        : Optional.of(call.text("cursor"));
  }

  /** For a list that is one page. */
  static void refuse(McpCall call) throws McpException {
    if (of(call).isPresent()) {
      throw invalid();
    }
  }

  static McpException invalid() {
    return McpError.invalidParams("cursor is none that this server gave").asException();
  }
}
