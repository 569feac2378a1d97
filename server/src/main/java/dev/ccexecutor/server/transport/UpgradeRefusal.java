package dev.ccexecutor.server.transport;

import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.Map;

/**
 * Why a request was not granted.
 *
 * @param reason for people; the same for all of a kind, so that they can be counted
 * @param headers that the answer bears beside the usual ones
 */
record UpgradeRefusal(
    HttpResponseStatus status, String reason, Map<? extends CharSequence, String> headers) {

  UpgradeRefusal(HttpResponseStatus status, String reason) {
    this(status, reason, Map.of());
  }

  /** For a request that is no upgrade to the one version. */
  static UpgradeRefusal upgradeRequired(String reason) {
    return new UpgradeRefusal(
        HttpResponseStatus.UPGRADE_REQUIRED,
        reason,
        Map.of(HttpHeaderNames.UPGRADE, "websocket", HttpHeaderNames.SEC_WEBSOCKET_VERSION, "13"));
  }

  FullHttpResponse response() {
    FullHttpResponse response = HttpRoutes.json(status, Map.of("error", reason));
    headers.forEach(response.headers()::set);
    return response;
  }
}
