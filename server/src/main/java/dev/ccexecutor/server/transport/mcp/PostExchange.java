package dev.ccexecutor.server.transport.mcp;

import dev.ccexecutor.server.mcp.engine.Exchange;
import dev.ccexecutor.server.mcp.message.Era;
import dev.ccexecutor.server.mcp.message.McpError;
import java.util.function.Consumer;

/** The way back of a request that came as a POST. */
final class PostExchange implements Exchange {
  private static final int OK = 200;

  private final EventStream stream;
  private final Era era;
  private final Consumer<Boolean> onOver;

  /**
   * @param onOver told once whether there was a result
   */
  PostExchange(EventStream stream, Era era, Consumer<Boolean> onOver) {
    this.stream = stream;
    this.era = era;
    this.onOver = onOver;
  }

  @Override
  public boolean isWritable() {
    return stream.isWritable();
  }

  @Override
  public void whenWritable(Runnable action) {
    stream.whenWritable(action);
  }

  @Override
  public void send(byte[] message) {
    stream.send(message);
  }

  @Override
  public void answer(byte[] response, McpError error) {
    stream.finish(
        error == null || era == Era.LEGACY ? OK : error.httpStatus(), response, error != null);
    onOver.accept(error == null);
  }

  @Override
  public void drop() {
    stream.cut();
    onOver.accept(false);
  }
}
