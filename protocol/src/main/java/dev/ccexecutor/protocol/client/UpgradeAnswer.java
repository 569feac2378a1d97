package dev.ccexecutor.protocol.client;

import dev.ccexecutor.protocol.client.ClientException.Reason;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshakeException;

/** What a server's refusal to upgrade means. */
final class UpgradeAnswer {
  private static final int UNAUTHORIZED = 401;
  private static final int TOO_MANY_REQUESTS = 429;

  private UpgradeAnswer() {}

  static ClientException refusal(WebSocketClientHandshakeException refused) {
    HttpResponse response = refused.response();
    int status = response == null ? 0 : response.status().code();
    return switch (status) {
      case UNAUTHORIZED ->
          new ClientException(
              Reason.UNAUTHORIZED, "the server wants a token that it knows (401)", refused);
      case TOO_MANY_REQUESTS ->
          new ClientException(
              Reason.TOO_MANY_ATTEMPTS,
              "the server had too many wrong tokens from this address (429); it wants them no"
                  + " sooner than in "
                  + response.headers().get(HttpHeaderNames.RETRY_AFTER, "a few")
                  + " s",
              refused);
      default ->
          new ClientException(
              Reason.REFUSED,
              "the server does not take this WebSocket: "
                  + (response == null ? refused.getMessage() : response.status()),
              refused);
    };
  }
}
