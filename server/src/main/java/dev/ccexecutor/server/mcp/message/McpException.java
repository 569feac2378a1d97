package dev.ccexecutor.server.mcp.message;

/** A request is answered by an error. */
public final class McpException extends Exception {
  private static final long serialVersionUID = 1;

  private final transient McpError error;

  McpException(McpError error) {
    super(error.message(), null, false, false);
    this.error = error;
  }

  public McpError error() {
    return error;
  }
}
