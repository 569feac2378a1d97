package dev.ccexecutor.server.transport;

import dev.ccexecutor.server.logging.LogKeys;
import dev.ccexecutor.server.logging.PeerAddress;
import dev.ccexecutor.server.security.RefusalKind;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.websocketx.Utf8FrameValidator;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.handler.flush.FlushConsolidationHandler;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a connection consists of, in the order in which its bytes pass. It begins as HTTP; an
 * accepted upgrade ({@link #upgrade}) takes the HTTP handlers out and puts the WebSocket ones in.
 */
final class ServerPipeline extends ChannelInitializer<SocketChannel> {
  private static final Logger log = LoggerFactory.getLogger(ServerPipeline.class);

  static final String HTTP = "http";
  private static final String BODY = "body";
  static final String FRAGMENTS = "fragments";

  private static final int FLUSHES_PER_WRITE = 256;

  private final TransportContext context;

  ServerPipeline(TransportContext context) {
    this.context = context;
  }

  @Override
  protected void initChannel(SocketChannel channel) {
    context.connections().add(channel);
    admit(channel);
    ChannelPipeline pipeline = channel.pipeline();
    addDeadline(pipeline, context);
    context
        .access()
        .tls()
        .ifPresent(
            tls -> {
              pipeline.addLast("tls", tls.newHandler(channel.alloc()));
              pipeline.addLast(TlsOutcome.NAME, new TlsOutcome(context.access().refusals()));
            });
    HttpRoutes routes = new HttpRoutes(context);
    addHttp(pipeline, context, routes);
    context
        .mcp()
        .ifPresent(
            mcp ->
                pipeline.addBefore(BODY, McpRoute.NAME, new McpRoute(context, mcp.http(), routes)));
  }

  /**
   * The stages of HTTP.
   *
   * @param routes gets each request in one piece
   */
  static void addHttp(ChannelPipeline pipeline, TransportContext context, ChannelHandler routes) {
    pipeline.addLast(
        HTTP,
        new HttpServerCodec(
            new HttpDecoderConfig()
                .setMaxInitialLineLength(HttpRefusal.MAX_REQUEST_LINE_BYTES)
                .setMaxHeaderSize(HttpRefusal.MAX_HEADERS_BYTES)));
    pipeline.addLast(BODY, new RequestBody(context.access().refusals()));
    pipeline.addLast(HttpRoutes.NAME, routes);
  }

  static void addDeadline(ChannelPipeline pipeline, TransportContext context) {
    pipeline.addLast(
        HandshakeDeadline.NAME,
        new HandshakeDeadline(
            context.config().handshakeTimeoutMillis(), context.access().refusals()));
  }

  private void admit(SocketChannel channel) {
    Channel displaced = context.pending().add(channel);
    if (displaced != null) {
      log.atDebug()
          .addKeyValue(LogKeys.PEER, PeerAddress.of(displaced))
          .log("closed, since too many connections have no session");
      Peer.of(displaced)
          .map(
              peer ->
                  peer.refusal(RefusalKind.NO_SESSION, 0, "too many connections have no session"))
          .ifPresent(context.access().refusals()::add);
      displaced.close();
    }
  }

  /**
   * What follows the frame decoder and encoder, which the handshake itself has put in.
   *
   * @param decoder the one of frames
   * @param end makes the last stage, which takes the messages, by the rate at which they are read
   */
  static void upgrade(
      ChannelPipeline pipeline,
      TransportContext context,
      MeteredFrameDecoder decoder,
      Function<RequestRate, ChannelHandler> end) {
    int maxMessageBytes = context.config().maxMessageBytes();
    pipeline.remove(HandshakeDeadline.NAME);
    FlushConsolidationHandler flush = new FlushConsolidationHandler(FLUSHES_PER_WRITE, true);
    if (isEncrypted(pipeline)) {
      pipeline.addAfter(TlsOutcome.NAME, "flush", flush);
    } else {
      pipeline.addFirst("flush", flush);
    }
    RequestRate rate = new RequestRate(context.config().inputLimits(), decoder.gate());
    pipeline.addLast(RequestRate.NAME, rate);
    pipeline.addLast("utf8", new Utf8FrameValidator(false));
    pipeline.addLast("fragment-limit", new FragmentLimit(maxMessageBytes, decoder.message()));
    pipeline.addLast(FRAGMENTS, new WebSocketFrameAggregator(maxMessageBytes));
    if (pipeline.channel() instanceof SocketChannel) { // Within one process nobody vanishes.
      pipeline.addLast(Liveness.NAME, new Liveness(context.config().pingIntervalMillis()));
    }
    pipeline.addLast(Connection.NAME, end.apply(rate));
  }

  /** Whether TLS is in it. */
  static boolean isEncrypted(ChannelPipeline pipeline) {
    return pipeline.get(TlsOutcome.NAME) != null;
  }
}
