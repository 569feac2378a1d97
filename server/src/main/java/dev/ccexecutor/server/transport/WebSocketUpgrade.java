package dev.ccexecutor.server.transport;

import dev.ccexecutor.server.config.ServerConfig;
import dev.ccexecutor.server.method.ServerDescription;
import dev.ccexecutor.server.security.Network;
import dev.ccexecutor.server.security.OriginRule;
import dev.ccexecutor.server.security.Principal;
import dev.ccexecutor.server.session.ClientKind;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.util.Base64;
import java.util.List;

/** Who may turn a request into a WebSocket. */
final class WebSocketUpgrade {
  private static final String VERSION = "13";
  private static final int KEY_BYTES = 16;
  private static final int KEY_CHARACTERS = 24;

  private final TransportContext context;
  private final TokenCheck tokens;
  private final OriginRule origins;

  WebSocketUpgrade(TransportContext context, TokenCheck tokens) {
    this.context = context;
    this.origins = originRule(context);
    this.tokens = tokens;
  }

  static OriginRule originRule(TransportContext context) {
    ServerConfig config = context.config();
    return config.console()
        ? OriginRule.withOwnPages(config.allowedOrigins(), context.access().tls().isPresent())
        : OriginRule.ofOthersOnly(config.allowedOrigins());
  }

  /** Decides about a request. One that is granted bears no token any more. */
  Admission admit(Network network, FullHttpRequest request) {
    UpgradeRefusal malformed = refusal(request);
    return malformed == null ? admitByToken(network, request) : new Admission.Refused(malformed);
  }

  /**
   * The same for one that is to speak MCP. Who does not offer that would not know the answer for a
   * WebSocket of its own.
   */
  Admission admitMcp(Network network, FullHttpRequest request) {
    Admission admission = admit(network, request);
    if (admission instanceof Admission.Granted
        && !request
            .headers()
            .containsValue(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL, McpWebSocket.PROTOCOL, false)) {
      return new Admission.Refused(
          new UpgradeRefusal(
              HttpResponseStatus.BAD_REQUEST, "a WebSocket here takes the subprotocol mcp"));
    }
    return admission;
  }

  /** What would become of an upgrade with the token of this request, which bears none any more. */
  Admission admitByToken(Network network, FullHttpRequest request) {
    Admission admission = tokens.admit(network, request);
    if (admission instanceof Admission.Granted && context.draining().getAsBoolean()) {
      return new Admission.Refused(
          new UpgradeRefusal(
              HttpResponseStatus.SERVICE_UNAVAILABLE, "the server is shutting down"));
    }
    return admission;
  }

  /** Why this request is refused, whoever sends it, or null. */
  private UpgradeRefusal refusal(FullHttpRequest request) {
    HttpHeaders headers = request.headers();
    if (isUpgrade(request) && request.protocolVersion().compareTo(HttpVersion.HTTP_1_1) < 0) {
      return new UpgradeRefusal(HttpResponseStatus.BAD_REQUEST, "an upgrade takes HTTP/1.1");
    }
    if (!isUpgrade(request)) {
      return UpgradeRefusal.upgradeRequired("this path speaks WebSocket only");
    }
    if (!VERSION.equals(headers.get(HttpHeaderNames.SEC_WEBSOCKET_VERSION))) {
      return UpgradeRefusal.upgradeRequired("only WebSocket version 13 is spoken");
    }
    if (headers.get(HttpHeaderNames.SEC_WEBSOCKET_KEY) == null) {
      return new UpgradeRefusal(HttpResponseStatus.BAD_REQUEST, "Sec-WebSocket-Key is missing");
    }
    if (!isKey(headers.getAll(HttpHeaderNames.SEC_WEBSOCKET_KEY))) {
      return new UpgradeRefusal(
          HttpResponseStatus.BAD_REQUEST, "Sec-WebSocket-Key is not 16 bytes in Base64");
    }
    if (!origins.accepts(
        headers.getAll(HttpHeaderNames.ORIGIN), headers.get(HttpHeaderNames.HOST))) {
      // Any page that a browser shows can reach this address: without this it could run commands
      // here.
      return new UpgradeRefusal(HttpResponseStatus.FORBIDDEN, "this origin is not allowed");
    }
    return null;
  }

  /** As RFC 6455 (4.1) has it: one, of 16 bytes. */
  private static boolean isKey(List<String> values) {
    try {
      return values.size() == 1
          && values.getFirst().strip().length() == KEY_CHARACTERS
          && Base64.getDecoder().decode(values.getFirst().strip()).length == KEY_BYTES;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  static boolean isUpgrade(HttpRequest request) {
    HttpHeaders headers = request.headers();
    return request.method().equals(HttpMethod.GET)
        && headers.containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE, true)
        && headers.contains(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true);
  }

  /** Shakes hands; the session begins when the answer is written. */
  void accept(ChannelHandlerContext ctx, FullHttpRequest request, Principal principal) {
    WebSocketHandshake.accept(
        ctx,
        request,
        context,
        ServerDescription.PROTOCOL,
        (subprotocol, rate) ->
            new Connection(
                context, new Client(principal, kindOf(request, subprotocol), false), rate));
  }

  /** The same for one that speaks MCP. */
  void acceptMcp(
      ChannelHandlerContext ctx, FullHttpRequest request, Principal principal, McpAccess mcp) {
    WebSocketHandshake.accept(
        ctx,
        request,
        context,
        McpWebSocket.PROTOCOL,
        (subprotocol, rate) -> new McpWebSocket(context, mcp, principal, rate));
  }

  private static ClientKind kindOf(FullHttpRequest request, String selectedSubprotocol) {
    if (selectedSubprotocol != null) {
      return ClientKind.SUBPROTOCOL;
    }
    return HttpRoutes.path(request).equals(HttpRoutes.OLD_PATH) ? ClientKind.OLD : ClientKind.PLAIN;
  }
}
