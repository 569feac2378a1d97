package dev.ccexecutor.server.cli.mcp;

import dev.ccexecutor.server.mcp.engine.Exchange;
import dev.ccexecutor.server.mcp.message.McpError;

/** The way back of one request. */
final class StdioReply implements Exchange {
  private final LineWriter writer;
  private final Runnable onOver;

  /**
   * @param onOver called once, when it is answered or dropped
   */
  StdioReply(LineWriter writer, Runnable onOver) {
    this.writer = writer;
    this.onOver = onOver;
  }

  @Override
  public boolean isWritable() {
    return writer.isWritable();
  }

  @Override
  public void whenWritable(Runnable action) {
    writer.whenWritable(this, action);
  }

  @Override
  public void send(byte[] message) {
    writer.send(message);
  }

  @Override
  public void answer(byte[] response, McpError error) {
    writer.send(response);
    drop();
  }

  @Override
  public void drop() {
    writer.forget(this);
    onOver.run();
  }
}
