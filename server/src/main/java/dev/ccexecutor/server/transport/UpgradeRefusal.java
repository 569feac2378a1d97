package dev.ccexecutor.server.transport;

import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.Map;

/** Why a request for the WebSocket endpoint was not upgraded. */
record UpgradeRefusal(HttpResponseStatus status, String reason) {
  FullHttpResponse response() {
    FullHttpResponse response = HttpRoutes.json(status, Map.of("error", reason));
    if (status.equals(HttpResponseStatus.UPGRADE_REQUIRED)) {
      response.headers().set(HttpHeaderNames.UPGRADE, "websocket");
      response.headers().set(HttpHeaderNames.SEC_WEBSOCKET_VERSION, "13");
    }
    return response;
  }
}
