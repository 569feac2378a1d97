package dev.ccexecutor.protocol.client;

import dev.ccexecutor.protocol.frame.DataFrameHeader;
import io.netty.buffer.ByteBuf;
import tools.jackson.databind.JsonNode;

/** What one connection of a client has to say. For the client's loop. */
final class Link implements ClientListener {

  private final ReconnectingSession session;
  private ClientConnection connection;

  Link(ReconnectingSession session) {
    this.session = session;
  }

  void opened(ClientConnection opened) {
    connection = opened;
  }

  /** Null until it is open. */
  ClientConnection connection() {
    return connection;
  }

  @Override
  public void onNotification(String method, JsonNode params) {
    session.notified(this, method, params);
  }

  @Override
  public void onData(DataFrameHeader header, ByteBuf payload) {
    session.data(this, header, payload);
  }

  @Override
  public void onClosed(int code, String reason) {
    session.closed(this, code, reason);
  }
}
