package dev.ccexecutor.server.transport;

import dev.ccexecutor.server.security.Refusals;
import dev.ccexecutor.server.threading.RunsOn;
import dev.ccexecutor.server.threading.ThreadRole;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The answer to a request that breaks a rule of HTTP or a limit; the connection ends with it, since
 * where the next request would begin is not known.
 *
 * @param limit what it exceeds, in bytes or in number; 0 where it is no limit
 */
record HttpRefusal(HttpResponseStatus status, String error, long limit) {
  static final int MAX_REQUEST_LINE_BYTES = 4096;
  static final int MAX_HEADERS_BYTES = 16 * 1024;
  static final int MAX_HEADERS = 128;

  /** No request that this server answers has a body worth reading. */
  static final int MAX_BODY_BYTES = 16 * 1024;

  static final HttpRefusal BODY_TOO_LARGE =
      new HttpRefusal(
          HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE, "the body is too large", MAX_BODY_BYTES);

  static final HttpRefusal TOO_SLOW =
      new HttpRefusal(HttpResponseStatus.REQUEST_TIMEOUT, "the request came too slowly", 0);

  private static final String DISCARD = "discard";
  private static final long PATIENCE_MILLIS = 1_000;

  /** Why this request is not looked at at all; null if it is. */
  static HttpRefusal of(HttpRequest request) {
    if (request.decoderResult().isFailure()) {
      return of(request.decoderResult().cause());
    }
    return request.headers().size() > MAX_HEADERS
        ? new HttpRefusal(
            HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, "too many headers", MAX_HEADERS)
        : null;
  }

  private static HttpRefusal of(Throwable cause) {
    return switch (cause) {
      case TooLongHttpLineException line ->
          new HttpRefusal(
              HttpResponseStatus.REQUEST_URI_TOO_LONG,
              "the request line is too long",
              MAX_REQUEST_LINE_BYTES);
      case TooLongHttpHeaderException headers ->
          new HttpRefusal(
              HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
              "the headers are too large",
              MAX_HEADERS_BYTES);
      default -> new HttpRefusal(HttpResponseStatus.BAD_REQUEST, "malformed request", 0);
    };
  }

  /**
   * Sends it and ends this direction; the other ends a moment later. What the peer still sends is
   * read and thrown away until then, because closing a socket with unread bytes lets a reset
   * overtake the answer.
   *
   * @param refusals is told of it
   */
  @RunsOn(ThreadRole.EVENT_LOOP)
  void send(ChannelHandlerContext ctx, Refusals refusals) {
    if (ctx.pipeline().get(DISCARD) != null) {
      return; // It is being ended already.
    }
    Peer.of(ctx.channel()).ifPresent(peer -> refusals.add(peer.refusal(status.code(), error)));
    sendAsLast(ctx, response());
  }

  /** Sends an answer after which the connection ends in the same way. */
  static void sendAsLast(ChannelHandlerContext ctx, FullHttpResponse response) {
    HttpUtil.setKeepAlive(response, false);
    HttpUtil.setContentLength(response, response.content().readableBytes());
    ctx.pipeline().addBefore(ServerPipeline.HTTP, DISCARD, new DiscardingHandler());
    DuplexChannel socket = (DuplexChannel) ctx.channel();
    socket.writeAndFlush(response).addListener(written -> socket.shutdownOutput());
    ctx.executor().schedule(() -> ctx.close(), PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
  }

  private FullHttpResponse response() {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("error", error);
    if (limit > 0) {
      body.put("limit", limit);
    }
    return HttpRoutes.json(status, body);
  }
}
