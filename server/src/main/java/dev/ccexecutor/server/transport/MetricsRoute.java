package dev.ccexecutor.server.transport;

import dev.ccexecutor.server.metrics.ExpositionFormat;
import dev.ccexecutor.server.metrics.Scrapes;
import dev.ccexecutor.server.security.Network;
import dev.ccexecutor.server.threading.RunsOn;
import dev.ccexecutor.server.threading.ThreadRole;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.util.Map;
import java.util.Set;

/**
 * The path {@code /metrics} of one connection. The page is made on another thread, so the answer
 * comes later; answers must come in the order of requests, so nothing else is answered meanwhile.
 */
@RunsOn(ThreadRole.EVENT_LOOP)
final class MetricsRoute {
  private static final Set<HttpMethod> METHODS = Set.of(HttpMethod.GET, HttpMethod.HEAD);

  private final TokenCheck tokens;
  private final Scrapes scrapes;
  private boolean busy;
  private boolean closes;

  MetricsRoute(TokenCheck tokens, Scrapes scrapes) {
    this.tokens = tokens;
    this.scrapes = scrapes;
  }

  /** Says whether the page is for whoever asks: where an upgrade takes a token, so does it. */
  Admission admit(Network network, FullHttpRequest request) {
    return tokens.admit(network, request);
  }

  /** Whether an answer is under way. */
  boolean isBusy() {
    return busy;
  }

  /**
   * The answer that is under way is the last one: a client that did not wait for it asks again on
   * another connection (RFC 9112, 9.3.2).
   */
  void answerAndClose() {
    closes = true;
  }

  /** Answers, soon. */
  void answer(ChannelHandlerContext ctx, FullHttpRequest request) {
    if (!METHODS.contains(request.method())) {
      HttpRoutes.respond(ctx, request, HttpRoutes.methodNotAllowed());
      return;
    }
    ExpositionFormat format =
        ExpositionFormat.preferredBy(request.headers().getAll(HttpHeaderNames.ACCEPT));
    HttpRequest kept =
        new DefaultHttpRequest(
            request.protocolVersion(),
            request.method(),
            request.uri(),
            request.headers()); // Its body is given back when this returns.
    busy = true;
    scrapes
        .page(format)
        .whenCompleteAsync(
            (page, failure) -> send(ctx, kept, failure == null ? ok(page, format) : failed()),
            ctx.executor());
  }

  private void send(ChannelHandlerContext ctx, HttpRequest request, FullHttpResponse response) {
    busy = false;
    if (closes) {
      HttpUtil.setKeepAlive(request, false);
    }
    HttpRoutes.respond(ctx, request, response);
  }

  private static FullHttpResponse ok(byte[] page, ExpositionFormat format) {
    FullHttpResponse response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1, HttpResponseStatus.OK, Unpooled.wrappedBuffer(page));
    response.headers().set(HttpHeaderNames.CONTENT_TYPE, format.contentType());
    response.headers().set(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_STORE);
    response.headers().set(HttpHeaderNames.VARY, HttpHeaderNames.ACCEPT);
    return response;
  }

  private static FullHttpResponse failed() {
    return HttpRoutes.json(
        HttpResponseStatus.SERVICE_UNAVAILABLE,
        Map.of("error", "the metrics can't be told now; the log says why"));
  }
}
