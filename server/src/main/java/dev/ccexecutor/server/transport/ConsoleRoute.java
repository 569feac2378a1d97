package dev.ccexecutor.server.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;

/** Answers with a file of the web console. */
final class ConsoleRoute {
  /**
   * Tells whether an upgrade with the token of a request would be granted: a page can't see why its
   * WebSocket was refused.
   */
  static final String ACCESS_PATH = ConsoleFiles.PAGE_PATH + "/access";

  /**
   * The page gets nothing from elsewhere, runs no script but the files, is in nobody's frame, and
   * can't make markup of text, whatever a command prints.
   */
  private static final String POLICY =
      String.join(
          "; ",
          "default-src 'none'",
          "script-src 'self'",
          "style-src 'self'",
          "img-src 'self'",
          "connect-src 'self'",
          "base-uri 'none'",
          "form-action 'none'",
          "frame-ancestors 'none'",
          "require-trusted-types-for 'script'",
          "trusted-types default");

  private ConsoleRoute() {}

  /**
   * The answer to a GET or HEAD.
   *
   * @param request the headers of the request
   */
  static FullHttpResponse answer(ConsoleFile file, HttpHeaders request) {
    boolean known = isKnown(file.entityTag(), request);
    ByteBuf content = known ? Unpooled.EMPTY_BUFFER : file.content();
    FullHttpResponse response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1,
            known ? HttpResponseStatus.NOT_MODIFIED : HttpResponseStatus.OK,
            content);
    HttpUtil.setContentLength(response, file.bytes());
    HttpHeaders headers = response.headers();
    headers.set(HttpHeaderNames.CONTENT_TYPE, file.contentType());
    headers.set(HttpHeaderNames.ETAG, file.entityTag());
    // To be asked for each time, at the price of a 304, so that page and server are of one version.
    headers.set(HttpHeaderNames.CACHE_CONTROL, "no-cache");
    headers.set(HttpHeaderNames.CONTENT_SECURITY_POLICY, POLICY);
    headers.set(HttpHeaderNames.X_FRAME_OPTIONS, "DENY");
    headers.set("X-Content-Type-Options", "nosniff");
    headers.set("Referrer-Policy", "no-referrer");
    headers.set("Cross-Origin-Opener-Policy", "same-origin");
    headers.set("Cross-Origin-Resource-Policy", "same-origin");
    return response;
  }

  /** As RFC 9110 (13.1.2) compares: weakly, since only a version of the whole file is asked for. */
  private static boolean isKnown(String entityTag, HttpHeaders request) {
    for (String value : request.getAll(HttpHeaderNames.IF_NONE_MATCH)) {
      for (String tag : value.split(",", -1)) {
        String known = tag.strip();
        if (known.equals("*") || known.equals(entityTag) || known.equals("W/" + entityTag)) {
          return true;
        }
      }
    }
    return false;
  }
}
