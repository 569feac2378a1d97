package dev.ccexecutor.server.transport;

import dev.ccexecutor.server.mcp.engine.Exchange;
import dev.ccexecutor.server.mcp.message.McpError;
import dev.ccexecutor.server.session.RequestsInFlight;

/** The way back of one request of a WebSocket's, which takes its place until it is over. */
final class McpReply implements Exchange {
  private final McpOutput output;
  private final RequestsInFlight.Place place;

  McpReply(McpOutput output, RequestsInFlight.Place place) {
    this.output = output;
    this.place = place;
  }

  @Override
  public boolean isWritable() {
    return output.isWritable();
  }

  @Override
  public void whenWritable(Runnable action) {
    output.whenWritable(this, action);
  }

  @Override
  public void send(byte[] message) {
    output.send(message);
  }

  @Override
  public void answer(byte[] response, McpError error) {
    output.send(response);
    drop();
  }

  @Override
  public void drop() {
    output.onLoop(
        () -> {
          output.forget(this);
          place.giveBack();
        });
  }
}
