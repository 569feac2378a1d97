package dev.ccexecutor.server.testkit;

import java.io.IOException;

/** The server did not make a WebSocket of the connection. */
public final class UpgradeRefusedException extends IOException {
  private static final long serialVersionUID = 1;

  private final transient HttpExchange.Response response;

  UpgradeRefusedException(HttpExchange.Response response) {
    super("refused with " + response.status());
    this.response = response;
  }

  public HttpExchange.Response response() {
    return response;
  }
}
