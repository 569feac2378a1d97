package dev.ccexecutor.server.transport;

import dev.ccexecutor.server.logging.LogKeys;
import dev.ccexecutor.server.logging.PeerAddress;
import dev.ccexecutor.server.security.Principal;
import dev.ccexecutor.server.security.RefusalKind;
import dev.ccexecutor.server.session.ClientKind;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.websocketx.Utf8FrameValidator;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.handler.flush.FlushConsolidationHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a connection consists of, in the order in which its bytes pass. It begins as HTTP; an
 * accepted upgrade ({@link #upgrade}) takes the HTTP handlers out and puts the WebSocket ones in.
 */
final class ServerPipeline extends ChannelInitializer<SocketChannel> {
  private static final Logger log = LoggerFactory.getLogger(ServerPipeline.class);

  static final String HTTP = "http";
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
    pipeline.addLast(
        HandshakeDeadline.NAME,
        new HandshakeDeadline(
            context.config().handshakeTimeoutMillis(), context.access().refusals()));
    context
        .access()
        .tls()
        .ifPresent(
            tls -> {
              pipeline.addLast("tls", tls.newHandler(channel.alloc()));
              pipeline.addLast(TlsOutcome.NAME, new TlsOutcome(context.access().refusals()));
            });
    pipeline.addLast(
        HTTP,
        new HttpServerCodec(
            new HttpDecoderConfig()
                .setMaxInitialLineLength(HttpRefusal.MAX_REQUEST_LINE_BYTES)
                .setMaxHeaderSize(HttpRefusal.MAX_HEADERS_BYTES)));
    pipeline.addLast("body", new RequestBody(context.access().refusals()));
    pipeline.addLast(HttpRoutes.NAME, new HttpRoutes(context));
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
   * @param principal who is at the other end
   * @param clientKind see {@link Connection}
   * @param decoder the one of frames
   */
  static void upgrade(
      ChannelPipeline pipeline,
      TransportContext context,
      Principal principal,
      ClientKind clientKind,
      MeteredFrameDecoder decoder) {
    int maxMessageBytes = context.config().maxMessageBytes();
    pipeline.remove(HandshakeDeadline.NAME);
    FlushConsolidationHandler flush = new FlushConsolidationHandler(FLUSHES_PER_WRITE, true);
    if (context.access().tls().isPresent()) {
      pipeline.addAfter(TlsOutcome.NAME, "flush", flush);
    } else {
      pipeline.addFirst("flush", flush);
    }
    RequestRate rate = new RequestRate(context.config().inputLimits(), decoder.gate());
    pipeline.addLast(RequestRate.NAME, rate);
    pipeline.addLast("utf8", new Utf8FrameValidator(false));
    pipeline.addLast("fragment-limit", new FragmentLimit(maxMessageBytes, decoder.message()));
    pipeline.addLast(FRAGMENTS, new WebSocketFrameAggregator(maxMessageBytes));
    pipeline.addLast(Liveness.NAME, new Liveness(context.config().pingIntervalMillis()));
    pipeline.addLast(Connection.NAME, new Connection(context, principal, clientKind, rate));
  }
}
