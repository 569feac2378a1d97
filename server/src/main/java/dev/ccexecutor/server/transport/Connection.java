package dev.ccexecutor.server.transport;

import dev.ccexecutor.protocol.execution.Connected;
import dev.ccexecutor.protocol.frame.DataFrameHeader;
import dev.ccexecutor.protocol.frame.MalformedFrameException;
import dev.ccexecutor.protocol.jsonrpc.ErrorKind;
import dev.ccexecutor.protocol.jsonrpc.Incoming;
import dev.ccexecutor.protocol.jsonrpc.JsonRpcError;
import dev.ccexecutor.protocol.jsonrpc.JsonRpcReader;
import dev.ccexecutor.protocol.jsonrpc.JsonRpcWriter;
import dev.ccexecutor.server.audit.AuditEntry;
import dev.ccexecutor.server.logging.LogKeys;
import dev.ccexecutor.server.logging.PeerAddress;
import dev.ccexecutor.server.method.Arrival;
import dev.ccexecutor.server.method.ServerDescription;
import dev.ccexecutor.server.security.RefusalKind;
import dev.ccexecutor.server.session.Session;
import dev.ccexecutor.server.threading.RunsOn;
import dev.ccexecutor.server.threading.ThreadRole;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * A WebSocket and its session: frames become messages, the end of the one is the end of the other.
 */
@RunsOn(ThreadRole.EVENT_LOOP)
final class Connection extends SimpleChannelInboundHandler<WebSocketFrame> {
  static final String NAME = "connection";

  private static final Logger log = LoggerFactory.getLogger(Connection.class);
  private static final JsonRpcReader READER = new JsonRpcReader();
  private static final JsonRpcWriter WRITER = new JsonRpcWriter();

  private static final int UNSUPPORTED_DATA = 1003;
  private static final int POLICY_VIOLATION = 1008;

  /** A client that lets more answers than this lie unread is cut off. */
  private static final long MAX_UNREAD_ANSWER_BYTES = 1024 * 1024;

  /** What the requests that wait for their answers hold, in messages of the largest size. */
  private static final int MESSAGES_IN_FLIGHT = 16;

  private final TransportContext context;
  private final Client client;
  private final RequestRate rate;
  private final Closing closing = new Closing(this::endSession);
  private final ConnectionFaults faults = new ConnectionFaults(closing, this::named);
  private Session session;
  private boolean vanished;
  private boolean hasEnded;

  /**
   * @param client who is at the other end
   * @param rate at which the connection is read
   */
  Connection(TransportContext context, Client client, RequestRate rate) {
    this.context = context;
    this.client = client;
    this.rate = rate;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    Optional<Session> opened =
        context
            .sessions()
            .open(ctx.channel(), (code, reason) -> closing.begin(ctx, code, reason), terms(ctx));
    if (opened.isEmpty()) {
      refuse(ctx);
      return;
    }
    session = opened.get();
    context.pending().remove(ctx.channel());
    log.atLevel(client.isThisServer() ? Level.DEBUG : Level.INFO)
        .addKeyValue(LogKeys.SESSION_ID, session.id())
        .addKeyValue(LogKeys.PRINCIPAL, client.principal().name())
        .addKeyValue(LogKeys.PEER, PeerAddress.of(ctx.channel()))
        .log("session began");
    context.audit().write(entry("session_began").build());
    ServerDescription description = context.description();
    session.notify(
        "connected",
        new Connected(
            session.id(),
            session.resumeToken(),
            description.version(),
            ServerDescription.PROTOCOL,
            description.capabilities(),
            description.limits()));
    closeIfRevoked(ctx);
  }

  private Session.Terms terms(ChannelHandlerContext ctx) {
    return new Session.Terms(
        client.principal(),
        context.config().maxExecutionsPerSession(),
        MAX_UNREAD_ANSWER_BYTES,
        context.description().limits().queueBytes(),
        context.config().inputLimits().requestsInFlight(),
        (long) MESSAGES_IN_FLIGHT * context.config().maxMessageBytes(),
        client.kind(),
        !ServerPipeline.isEncrypted(ctx.pipeline()),
        client.isThisServer());
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event == TokensChanged.EVENT) {
      closeIfRevoked(ctx);
    } else if (Liveness.VANISHED.equals(event)) {
      vanished = true;
    } else {
      ctx.fireUserEventTriggered(event);
    }
  }

  /** Its token may have gone between the upgrade and this, or any time later. */
  private void closeIfRevoked(ChannelHandlerContext ctx) {
    if (!closing.hasBegun() && !context.access().tokens().knows(client.principal())) {
      log.atInfo()
          .addKeyValue(LogKeys.SESSION_ID, session.id())
          .addKeyValue(LogKeys.PRINCIPAL, client.principal().name())
          .log("the session's token was revoked");
      if (client.isThisServer()) {
        session.abandon(); // It is one call's, and so is what runs on it: nobody comes back.
      }
      closing.begin(ctx, POLICY_VIOLATION, "the token was revoked");
    }
  }

  private void refuse(ChannelHandlerContext ctx) {
    Peer.of(ctx.channel())
        .map(
            peer ->
                peer.refusal(
                    RefusalKind.SESSIONS,
                    POLICY_VIOLATION,
                    "as many sessions as may be: " + client.principal().name()))
        .ifPresent(context.access().refusals()::add);
    JsonRpcError error =
        context
            .dispatcher()
            .errors()
            .counted(
                JsonRpcError.of(ErrorKind.SESSION_LIMIT)
                    .with("limit", context.sessions().maxSessions()));
    ctx.write(new TextWebSocketFrame(Unpooled.wrappedBuffer(WRITER.error(null, error))));
    closing.begin(ctx, POLICY_VIOLATION, error.message());
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, WebSocketFrame frame) {
    switch (frame) {
      case CloseWebSocketFrame close -> closing.answer(ctx, close);
      case PongWebSocketFrame ignored -> {}
      case WebSocketFrame ignored when closing.hasBegun() -> {}
      case PingWebSocketFrame ping -> session.answers().pong(ping.content());
      case TextWebSocketFrame text -> message(text.content());
      case BinaryWebSocketFrame binary -> dataFrame(ctx, binary.content());
      default -> throw new IllegalStateException("an unexpected frame: " + frame.getClass());
    }
  }

  private void message(ByteBuf text) {
    Incoming incoming = READER.read(text);
    rate.read(incoming);
    Arrival arrival = new Arrival(text.readableBytes(), rate.retryAfterMillis());
    context.dispatcher().dispatch(session, incoming, arrival);
  }

  private void dataFrame(ChannelHandlerContext ctx, ByteBuf frame) {
    try {
      DataFrameHeader header = DataFrameHeader.read(frame);
      session.dataFrame(header, frame);
    } catch (MalformedFrameException e) {
      closing.begin(ctx, UNSUPPORTED_DATA, "malformed data frame");
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (session != null) {
      session.writabilityChanged();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    endSession();
  }

  private AuditEntry.Builder entry(String event) {
    return AuditEntry.of(event)
        .with("principal", client.principal().name())
        .with("peer", session.peer())
        .with("session_id", session.id());
  }

  private void endSession() {
    if (session != null) {
      if (!hasEnded) {
        hasEnded = true;
        long leftOut = session.refused().takeLeftOut();
        context
            .audit()
            .write(
                entry("session_ended")
                    .with("refusals_left_out", leftOut == 0 ? null : leftOut)
                    .with("close_code", closing.code())
                    .with("reason", vanished ? Liveness.VANISHED : closing.cause())
                    .build());
      }
      context.sessions().close(session);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    faults.caught(ctx, cause);
  }

  private LoggingEventBuilder named(LoggingEventBuilder line) {
    return line.addKeyValue(LogKeys.SESSION_ID, session == null ? null : session.id());
  }
}
