package dev.ccexecutor.server.transport;

import dev.ccexecutor.server.logging.LogKeys;
import dev.ccexecutor.server.logging.PeerAddress;
import dev.ccexecutor.server.mcp.feature.Caller;
import dev.ccexecutor.server.security.Principal;
import dev.ccexecutor.server.threading.RunsOn;
import dev.ccexecutor.server.threading.ThreadRole;
import dev.ccexecutor.server.transport.mcp.HttpAnswer;
import dev.ccexecutor.server.transport.mcp.Listening;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The path {@code /mcp} of one connection, but for upgrades: all other requests go on to {@link
 * HttpRoutes}. One request is answered at a time. What a client sends before it has its answer is
 * thrown away, and the connection ends with the answer: such a client asks again on another one
 * (RFC 9112, 9.3.2).
 */
@RunsOn(ThreadRole.EVENT_LOOP)
final class McpRoute extends ChannelInboundHandlerAdapter {
  static final String NAME = "mcp";

  private static final Logger log = LoggerFactory.getLogger(McpRoute.class);
  private static final String LIVENESS = "mcp-liveness";

  /** After so long without an answer the client hears that there will be one. */
  private static final long SILENCE_MILLIS = 500;

  /** A connection without a request is kept for so long. */
  private static final long IDLE_MILLIS = 60_000;

  private final TransportContext context;
  private final McpHttp http;
  private final HttpRoutes routes;
  private final McpAdmission admission;
  private Phase phase = Phase.ELSEWHERE;
  private boolean isLast;
  private McpBody body;
  private Principal principal;

  /** As whose it counts; null as long as it is nobody's. */
  private String countedFor;

  private HttpAnswer answer;
  private Optional<Listening> listening = Optional.empty();
  private Future<?> timer;

  /** What becomes of what is read. */
  private enum Phase {
    /** It is not for this path. */
    ELSEWHERE,
    /** It is the body of a request. */
    BODY,
    /** It has come too early, or too late. */
    DISCARDED
  }

  /**
   * @param routes where other requests go
   */
  McpRoute(TransportContext context, McpHttp http, HttpRoutes routes) {
    this.context = context;
    this.http = http;
    this.routes = routes;
    this.admission = new McpAdmission(context);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object part) {
    if (part instanceof HttpRequest request) {
      head(ctx, request);
    }
    if (phase == Phase.ELSEWHERE) {
      ctx.fireChannelRead(part);
    } else if (phase == Phase.BODY && part instanceof HttpContent content) {
      body.add(content);
    } else {
      ReferenceCountUtil.release(part);
    }
  }

  private void head(ChannelHandlerContext ctx, HttpRequest request) {
    if (answer != null || phase == Phase.BODY) {
      isLast = true;
      phase = Phase.DISCARDED;
      return;
    }
    if (!HttpRoutes.path(request).equals(HttpRoutes.MCP_PATH)
        || WebSocketUpgrade.isUpgrade(request)) {
      phase = Phase.ELSEWHERE;
      if (countedFor != null && WebSocketUpgrade.isUpgrade(request)) {
        phase = Phase.DISCARDED;
        refuse(
            ctx,
            new HttpRefusal(
                HttpResponseStatus.BAD_REQUEST, "an upgrade takes a connection of its own", 0));
      }
      return;
    }
    phase = Phase.DISCARDED;
    if (routes.holdsBack()) {
      return;
    }
    HttpRefusal malformed = HttpRefusal.of(request);
    Optional<Peer> peer = Peer.of(ctx.channel());
    if (malformed != null) {
      refuse(ctx, malformed);
    } else if (peer.isEmpty()) {
      ctx.close(); // It has gone.
    } else {
      switch (admission.admit(peer.get(), request)) {
        case Admission.Granted(Principal granted) -> begin(ctx, request, granted);
        case Admission.Refused(UpgradeRefusal refusal) -> {
          context
              .access()
              .refusals()
              .add(peer.get().refusal(refusal.status().code(), refusal.reason()));
          HttpRefusal.sendAsLast(ctx, refusal.response());
        }
      }
    }
  }

  private void refuse(ChannelHandlerContext ctx, HttpRefusal refusal) {
    phase = Phase.DISCARDED;
    body = null;
    refusal.send(ctx, context.access().refusals());
  }

  private void begin(ChannelHandlerContext ctx, HttpRequest request, Principal granted) {
    int maxBytes = context.config().maxMessageBytes();
    if (countedFor == null && !admitConnection(ctx, granted)) {
      refuse(
          ctx,
          new HttpRefusal(
              HttpResponseStatus.SERVICE_UNAVAILABLE, "too many connections of models", 0));
    } else if (HttpUtil.getContentLength(request, 0L) > maxBytes) {
      refuse(ctx, McpBody.tooLarge(maxBytes));
    } else {
      principal = granted;
      stopTimer();
      phase = Phase.BODY;
      if (HttpUtil.is100ContinueExpected(request)) {
        ctx.writeAndFlush(
            new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE));
      }
      body =
          new McpBody(
              ctx,
              context.incoming(),
              maxBytes,
              context.config().handshakeTimeoutMillis(),
              whole -> answer(ctx, request, whole),
              refusal -> refuse(ctx, refusal));
    }
  }

  /** From now on it is known whose it is, and it may stay. */
  private boolean admitConnection(ChannelHandlerContext ctx, Principal granted) {
    if (!http.traffic().connected(granted.name())) {
      return false;
    }
    countedFor = granted.name();
    context.pending().remove(ctx.channel());
    ctx.pipeline().remove(HandshakeDeadline.NAME);
    ctx.pipeline()
        .addBefore(
            NAME,
            LIVENESS,
            new Liveness(
                context.config().pingIntervalMillis(),
                () -> answer == null ? null : answer.heartbeat()));
    return true;
  }

  private void answer(ChannelHandlerContext ctx, HttpRequest request, ByteBuf whole) {
    phase = Phase.DISCARDED;
    body = null;
    if (isRevoked()) {
      ctx.close();
      return;
    }
    Caller caller = McpAccess.caller(context, ctx.channel(), principal);
    answer =
        new HttpAnswer(
            ctx.channel(),
            http.traffic(),
            principal.name(),
            HttpUtil.isKeepAlive(request),
            () -> answered(ctx));
    listening = waitingFor(request, whole, caller);
    if (listening.filter(Listening::isCall).isPresent()) {
      http.traffic().callBegan();
    }
    timer =
        ctx.executor()
            .schedule(
                () -> listening.ifPresent(Listening::begin), SILENCE_MILLIS, TimeUnit.MILLISECONDS);
  }

  private Optional<Listening> waitingFor(HttpRequest request, ByteBuf whole, Caller caller) {
    if (request.method().equals(HttpMethod.POST)) {
      return http.requests().post(request.headers(), whole, caller, answer);
    }
    if (request.method().equals(HttpMethod.GET)) {
      return http.requests().get(request.headers(), caller, answer);
    }
    http.requests().delete(request.headers(), caller, answer);
    return Optional.empty();
  }

  /** The whole answer is with the kernel. */
  private void answered(ChannelHandlerContext ctx) {
    if (answer == null) {
      return; // The connection has gone meanwhile.
    }
    forget();
    if (isLast) {
      ctx.close();
    } else {
      phase = Phase.ELSEWHERE;
      timer = ctx.executor().schedule(() -> ctx.close(), IDLE_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  private void forget() {
    if (listening.filter(Listening::isCall).isPresent()) {
      http.traffic().callEnded();
    }
    listening = Optional.empty();
    answer = null;
    stopTimer();
  }

  private void stopTimer() {
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    if (body != null) {
      body.close();
      body = null;
    }
    phase = Phase.DISCARDED;
    Optional<Listening> lost = listening;
    forget();
    lost.ifPresent(Listening::lost);
    if (countedFor != null) {
      http.traffic().disconnected(countedFor);
      countedFor = null;
    }
    ctx.fireChannelInactive();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (answer != null) {
      answer.writabilityChanged();
    }
    ctx.fireChannelWritabilityChanged();
  }

  private boolean isRevoked() {
    return !context.access().tokens().knows(principal);
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event == TokensChanged.EVENT && answer != null && isRevoked()) {
      log.atInfo()
          .addKeyValue(LogKeys.PRINCIPAL, principal.name())
          .addKeyValue(LogKeys.PEER, PeerAddress.of(ctx.channel()))
          .log("a request's token was revoked");
      ctx.close();
    }
    ctx.fireUserEventTriggered(event);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    stopTimer();
  }
}
