package dev.ccexecutor.server.transport;

import dev.ccexecutor.protocol.jsonrpc.Json;
import dev.ccexecutor.server.logging.LogKeys;
import dev.ccexecutor.server.logging.PeerAddress;
import dev.ccexecutor.server.method.ServerDescription;
import dev.ccexecutor.server.security.Principal;
import dev.ccexecutor.server.security.RefusalKind;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.PrematureChannelClosureException;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The paths of the server: health over HTTP, and the two names of the WebSocket endpoint. */
final class HttpRoutes extends SimpleChannelInboundHandler<FullHttpRequest> {
  /** Where clients of the old server connect. */
  static final String OLD_PATH = "/ws/mcp";

  /** Where models get at the server, over HTTP and over WebSocket. */
  static final String MCP_PATH = "/mcp";

  static final String NAME = "routes";

  private static final Logger log = LoggerFactory.getLogger(HttpRoutes.class);

  private final TransportContext context;
  private final WebSocketUpgrade upgrade;
  private final MetricsRoute metrics;

  HttpRoutes(TransportContext context) {
    this.context = context;
    TokenCheck tokens = new TokenCheck(context.access().tokens(), context.access().attempts());
    this.upgrade = new WebSocketUpgrade(context, tokens);
    this.metrics = new MetricsRoute(tokens, context.scrapes());
  }

  /**
   * Whether an answer is under way, which then is the last one: what comes next must not be
   * answered before it.
   */
  boolean holdsBack() {
    if (metrics.isBusy()) {
      metrics.answerAndClose();
    }
    return metrics.isBusy();
  }

  /** Whatever takes its place speaks no HTTP. */
  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    if (ctx.pipeline().get(McpRoute.NAME) != null) {
      ctx.pipeline().remove(McpRoute.NAME);
    }
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest request) {
    if (holdsBack()) {
      return;
    }
    HttpRefusal malformed = HttpRefusal.of(request);
    if (malformed != null) {
      malformed.send(ctx, context.access().refusals());
      return;
    }
    Optional<Peer> peer = Peer.of(ctx.channel());
    if (peer.isEmpty()) {
      ctx.close(); // It has gone.
      return;
    }
    UpgradeRefusal foreign = refusalByHost(context, request);
    if (foreign != null) {
      refuse(ctx, request, peer.get(), foreign);
      return;
    }
    switch (path(request)) {
      case "/ws", OLD_PATH -> upgradeOrRefuse(ctx, request, peer.get());
      case "/healthz" -> get(ctx, request, HttpResponseStatus.OK, Map.of("status", "ok"));
      case "/readyz" -> ready(ctx, request);
      case "/metrics" -> metrics(ctx, request, peer.get());
      case "/health" -> get(ctx, request, HttpResponseStatus.OK, health());
      case MCP_PATH -> mcp(ctx, request, peer.get());
      case ConsoleRoute.ACCESS_PATH -> access(ctx, request, peer.get());
      case String other -> file(ctx, request, other);
    }
  }

  private void file(ChannelHandlerContext ctx, FullHttpRequest request, String path) {
    ConsoleFile file = context.console().at(path);
    if (file == null) {
      respond(ctx, request, HttpResponseStatus.NOT_FOUND, Map.of("error", "not found"));
    } else if (isGet(request)) {
      respond(ctx, request, ConsoleRoute.answer(file, request.headers()));
    } else {
      respond(ctx, request, methodNotAllowed());
    }
  }

  /** What is no upgrade does not come here. */
  private void mcp(ChannelHandlerContext ctx, FullHttpRequest request, Peer peer) {
    if (context.mcp().isEmpty()) {
      respond(ctx, request, HttpResponseStatus.NOT_FOUND, Map.of("error", "not found"));
    } else {
      switch (upgrade.admitMcp(peer.network(), request)) {
        case Admission.Granted(Principal principal) ->
            upgrade.acceptMcp(ctx, request, principal, context.mcp().get());
        case Admission.Refused(UpgradeRefusal refusal) -> refuse(ctx, request, peer, refusal);
      }
    }
  }

  private void access(ChannelHandlerContext ctx, FullHttpRequest request, Peer peer) {
    if (context.console().isEmpty()) {
      respond(ctx, request, HttpResponseStatus.NOT_FOUND, Map.of("error", "not found"));
    } else if (!isGet(request)) {
      respond(ctx, request, methodNotAllowed());
    } else {
      switch (upgrade.admitByToken(peer.network(), request)) {
        case Admission.Granted granted ->
            respond(ctx, request, HttpResponseStatus.OK, Map.of("status", "granted"));
        case Admission.Refused(UpgradeRefusal refusal) -> refuse(ctx, request, peer, refusal);
      }
    }
  }

  static String path(HttpRequest request) {
    try {
      return new QueryStringDecoder(request.uri()).path();
    } catch (IllegalArgumentException e) {
      return ""; // A malformed escape names no path that this server has.
    }
  }

  /** Null if it is for this server. */
  static UpgradeRefusal refusalByHost(TransportContext context, HttpRequest request) {
    return switch (context.access().hosts().judge(request.headers().getAll(HttpHeaderNames.HOST))) {
      case ACCEPTED -> null;
      case MALFORMED ->
          new UpgradeRefusal(HttpResponseStatus.BAD_REQUEST, "exactly one valid Host is needed");
      case FOREIGN ->
          new UpgradeRefusal(
              HttpResponseStatus.MISDIRECTED_REQUEST,
              "this server does not go by this Host; see its --allowed-hosts");
    };
  }

  private void upgradeOrRefuse(ChannelHandlerContext ctx, FullHttpRequest request, Peer peer) {
    switch (upgrade.admit(peer.network(), request)) {
      case Admission.Granted(Principal principal) -> upgrade.accept(ctx, request, principal);
      case Admission.Refused(UpgradeRefusal refusal) -> refuse(ctx, request, peer, refusal);
    }
  }

  private void metrics(ChannelHandlerContext ctx, FullHttpRequest request, Peer peer) {
    switch (metrics.admit(peer.network(), request)) {
      case Admission.Granted ignored -> metrics.answer(ctx, request);
      case Admission.Refused(UpgradeRefusal refusal) -> refuse(ctx, request, peer, refusal);
    }
  }

  private void refuse(
      ChannelHandlerContext ctx, FullHttpRequest request, Peer peer, UpgradeRefusal refusal) {
    context.access().refusals().add(peer.refusal(refusal.status().code(), refusal.reason()));
    respond(ctx, request, refusal.response());
  }

  private void ready(ChannelHandlerContext ctx, FullHttpRequest request) {
    if (context.draining().getAsBoolean()) {
      get(ctx, request, HttpResponseStatus.SERVICE_UNAVAILABLE, Map.of("status", "draining"));
    } else {
      get(ctx, request, HttpResponseStatus.OK, Map.of("status", "ready"));
    }
  }

  private Map<String, Object> health() {
    Map<String, Object> health = new LinkedHashMap<>();
    health.put("status", "healthy");
    health.put("service", ServerDescription.SERVICE);
    health.put("version", context.description().version());
    health.put("active_sessions", context.sessions().activeCount());
    health.put("max_sessions", context.sessions().maxSessions());
    health.put("uptime_seconds", context.description().uptimeSeconds());
    return health;
  }

  private static void get(
      ChannelHandlerContext ctx, FullHttpRequest request, HttpResponseStatus status, Object body) {
    if (isGet(request)) {
      respond(ctx, request, status, body);
    } else {
      respond(ctx, request, methodNotAllowed());
    }
  }

  private static boolean isGet(FullHttpRequest request) {
    return request.method().equals(HttpMethod.GET) || request.method().equals(HttpMethod.HEAD);
  }

  static FullHttpResponse methodNotAllowed() {
    FullHttpResponse response =
        json(HttpResponseStatus.METHOD_NOT_ALLOWED, Map.of("error", "method not allowed"));
    response.headers().set(HttpHeaderNames.ALLOW, "GET, HEAD");
    return response;
  }

  private static void respond(
      ChannelHandlerContext ctx, FullHttpRequest request, HttpResponseStatus status, Object body) {
    respond(ctx, request, json(status, body));
  }

  static FullHttpResponse json(HttpResponseStatus status, Object body) {
    ByteBuf content = Unpooled.wrappedBuffer(Json.MAPPER.writeValueAsBytes(body));
    FullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, content);
    response.headers().set(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.APPLICATION_JSON);
    response.headers().set(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_STORE);
    return response;
  }

  static void respond(ChannelHandlerContext ctx, HttpRequest request, FullHttpResponse response) {
    if (!ctx.channel().isWritable()) { // It asks on and on, and does not read.
      response.release();
      ctx.close();
      return;
    }
    if (!HttpUtil.isContentLengthSet(response)) {
      HttpUtil.setContentLength(response, response.content().readableBytes());
    }
    if (request.method().equals(HttpMethod.HEAD)) {
      response.content().clear();
    }
    boolean keepAlive = HttpUtil.isKeepAlive(request);
    HttpUtil.setKeepAlive(response, keepAlive);
    var written = ctx.writeAndFlush(response);
    if (!keepAlive) {
      written.addListener(ChannelFutureListener.CLOSE);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    boolean peerGone =
        cause instanceof IOException || cause instanceof PrematureChannelClosureException;
    if (cause instanceof DecoderException && !peerGone) {
      Peer.of(ctx.channel())
          .ifPresent(
              peer ->
                  context
                      .access()
                      .refusals()
                      .add(peer.refusal(RefusalKind.NOT_HTTP, 0, "not HTTP")));
    } else if (!peerGone) {
      log.atWarn()
          .addKeyValue(LogKeys.PEER, PeerAddress.of(ctx.channel()))
          .setCause(cause)
          .log("a connection failed before its upgrade");
    }
    ctx.close();
  }
}
