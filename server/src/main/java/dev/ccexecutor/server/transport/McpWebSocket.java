package dev.ccexecutor.server.transport;

import dev.ccexecutor.protocol.jsonrpc.Incoming;
import dev.ccexecutor.protocol.jsonrpc.JsonRpcException;
import dev.ccexecutor.protocol.jsonrpc.JsonRpcMessage;
import dev.ccexecutor.protocol.jsonrpc.JsonRpcReader;
import dev.ccexecutor.server.logging.LogKeys;
import dev.ccexecutor.server.logging.PeerAddress;
import dev.ccexecutor.server.mcp.engine.Conversation;
import dev.ccexecutor.server.mcp.engine.Outlet;
import dev.ccexecutor.server.mcp.message.McpError;
import dev.ccexecutor.server.mcp.message.McpWriter;
import dev.ccexecutor.server.security.Principal;
import dev.ccexecutor.server.session.AnswerLane;
import dev.ccexecutor.server.session.RequestLane;
import dev.ccexecutor.server.session.RequestsInFlight;
import dev.ccexecutor.server.threading.RunsOn;
import dev.ccexecutor.server.threading.ThreadRole;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * A WebSocket that speaks the Model Context Protocol: one message in each text frame, of either
 * era. It is one conversation; what runs for it ends with it.
 */
@RunsOn(ThreadRole.EVENT_LOOP)
final class McpWebSocket extends SimpleChannelInboundHandler<WebSocketFrame> {
  /** The subprotocol, without which clients take the connection for a failed one. */
  static final String PROTOCOL = "mcp";

  private static final Logger log = LoggerFactory.getLogger(McpWebSocket.class);
  private static final JsonRpcReader READER = JsonRpcReader.strict();

  private static final int GOING_AWAY = 1001;
  private static final int UNSUPPORTED_DATA = 1003;
  private static final int POLICY_VIOLATION = 1008;

  /** A client that lets more answers than this lie unread is cut off. */
  private static final long MAX_UNREAD_BYTES = 4L * 1024 * 1024;

  /** What the requests that wait for their answers hold, in messages of the largest size. */
  private static final int MESSAGES_IN_FLIGHT = 16;

  private final TransportContext context;
  private final McpAccess mcp;
  private final Principal principal;
  private final RequestRate rate;
  private final Closing closing = new Closing(this::end);
  private final ConnectionFaults faults = new ConnectionFaults(closing, this::named);
  private String peer;
  private AnswerLane lane;
  private McpOutput output;
  private RequestsInFlight requests;
  private Conversation conversation;
  private boolean hasEnded;

  /**
   * @param principal who is at the other end
   * @param rate at which the connection is read
   */
  McpWebSocket(TransportContext context, McpAccess mcp, Principal principal, RequestRate rate) {
    this.context = context;
    this.mcp = mcp;
    this.principal = principal;
    this.rate = rate;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    peer = PeerAddress.of(ctx.channel());
    lane =
        new AnswerLane(
            ctx.channel(),
            MAX_UNREAD_BYTES,
            () -> closing.begin(ctx, POLICY_VIOLATION, "answers are not read"));
    output = new McpOutput(ctx.channel(), lane);
    requests =
        context
            .sessions()
            .requestsInFlight(
                context.config().inputLimits().requestsInFlight(),
                (long) MESSAGES_IN_FLIGHT * context.config().maxMessageBytes());
    conversation =
        mcp.engine().begin(McpAccess.caller(context, ctx.channel(), principal), outlet());
    context.pending().remove(ctx.channel());
    named(log.atInfo()).log("a conversation with a model began");
    if (!mcp.connections().add(ctx.channel())) {
      closing.begin(ctx, POLICY_VIOLATION, "as many connections of models as may be");
    }
    closeIfRevoked(ctx);
  }

  private Outlet outlet() {
    return new Outlet() {
      @Override
      public boolean isWritable() {
        return output.isWritable();
      }

      @Override
      public void whenWritable(Runnable action) {
        output.whenWritable(this, action);
      }

      @Override
      public void send(byte[] message) {
        output.send(message);
      }
    };
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event == TokensChanged.EVENT) {
      closeIfRevoked(ctx);
    } else if (event == McpConnections.Goodbye.EVENT) {
      closing.begin(ctx, GOING_AWAY, "the server has shut down");
    } else {
      ctx.fireUserEventTriggered(event);
    }
  }

  /** Its token may have gone between the upgrade and this, or any time later. */
  private void closeIfRevoked(ChannelHandlerContext ctx) {
    if (!closing.hasBegun() && !context.access().tokens().knows(principal)) {
      named(log.atInfo()).log("the token of a conversation was revoked");
      closing.begin(ctx, POLICY_VIOLATION, "the token was revoked");
    }
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, WebSocketFrame frame) {
    switch (frame) {
      case CloseWebSocketFrame close -> closing.answer(ctx, close);
      case PongWebSocketFrame ignored -> {}
      case WebSocketFrame ignored when closing.hasBegun() -> {}
      case PingWebSocketFrame ping -> lane.pong(ping.content());
      case TextWebSocketFrame text -> message(text.content());
      case BinaryWebSocketFrame ignored ->
          closing.begin(ctx, UNSUPPORTED_DATA, "messages are text");
      default -> throw new IllegalStateException("an unexpected frame: " + frame.getClass());
    }
  }

  private void message(ByteBuf text) {
    Incoming incoming = READER.read(text);
    rate.read(incoming);
    switch (incoming) {
      case Incoming.Batch ignored ->
          refuse(null, McpError.of(McpError.INVALID_REQUEST, "batches are not taken"));
      case Incoming.Single(JsonRpcMessage.Request request) ->
          request(request, text.readableBytes());
      case Incoming.Single(JsonRpcMessage.Notification notification) ->
          conversation.receive(notification);
      case Incoming.Single(JsonRpcMessage.Response response) -> conversation.receive(response);
      case Incoming.Single(JsonRpcMessage.Invalid invalid) ->
          refuse(
              invalid.id(), McpError.of(invalid.error().kind().code(), invalid.error().message()));
    }
  }

  private void request(JsonRpcMessage.Request request, int bytes) {
    long retryAfterMillis = rate.retryAfterMillis();
    if (retryAfterMillis > 0) {
      refuse(
          request.id(),
          McpError.of(McpError.REFUSED, "too many requests at once")
              .withData(
                  JsonNodeFactory.instance.objectNode().put("retryAfterMs", retryAfterMillis)));
      return;
    }
    try {
      RequestsInFlight.Place place = requests.take(RequestLane.WORK, bytes);
      conversation.receive(request, new McpReply(output, place));
    } catch (JsonRpcException tooMany) {
      refuse(request.id(), McpError.of(McpError.REFUSED, tooMany.error().message()));
    }
  }

  private void refuse(JsonNode idOrNull, McpError error) {
    output.send(McpWriter.error(idOrNull, error));
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    output.writabilityChanged();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    end();
  }

  private void end() {
    if (!hasEnded) {
      hasEnded = true;
      named(log.atInfo())
          .addKeyValue(LogKeys.CODE, closing.code())
          .log("a conversation with a model ended");
      output.close();
      conversation.close();
      requests.close();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    faults.caught(ctx, cause);
  }

  private LoggingEventBuilder named(LoggingEventBuilder line) {
    return line.addKeyValue(LogKeys.PRINCIPAL, principal.name()).addKeyValue(LogKeys.PEER, peer);
  }
}
