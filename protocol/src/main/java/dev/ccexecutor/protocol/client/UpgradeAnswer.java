package dev.ccexecutor.protocol.client;

import dev.ccexecutor.protocol.client.ClientException.Reason;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshakeException;
import java.util.concurrent.TimeUnit;

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
          ClientException.tooManyAttempts(
              "the server had too many wrong tokens from this address (429); it wants them no"
                  + " sooner than in "
                  + response.headers().get(HttpHeaderNames.RETRY_AFTER, "a few")
                  + " s",
              refused,
              retryAfterMillis(response));
      default ->
          new ClientException(
              Reason.REFUSED,
              "the server does not take this WebSocket: "
                  + (response == null ? refused.getMessage() : response.status()),
              refused);
    };
  }

  /** Of a date, which the header may be too, it makes nothing: the usual delay is waited then. */
  private static long retryAfterMillis(HttpResponse response) {
    String seconds = response.headers().get(HttpHeaderNames.RETRY_AFTER, "");
    return seconds.matches("[0-9]{1,9}") ? TimeUnit.SECONDS.toMillis(Long.parseLong(seconds)) : 0;
  }
}
