package dev.ccexecutor.server.transport;

import dev.ccexecutor.server.security.Principal;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.websocketx.Utf8FrameValidator;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.handler.flush.FlushConsolidationHandler;

/**
 * What a connection consists of, in the order in which its bytes pass. It begins as HTTP; an
 * accepted upgrade ({@link #upgrade}) takes the HTTP handlers out and puts the WebSocket ones in.
 */
final class ServerPipeline extends ChannelInitializer<SocketChannel> {
  private static final int MAX_REQUEST_LINE_BYTES = 4096;
  private static final int MAX_HEADERS_BYTES = 16 * 1024;

  /** No request that this server answers has a body worth reading. */
  private static final int MAX_BODY_BYTES = 16 * 1024;

  private static final int FLUSHES_PER_WRITE = 256;

  private final TransportContext context;

  ServerPipeline(TransportContext context) {
    this.context = context;
  }

  @Override
  protected void initChannel(SocketChannel channel) {
    context.connections().add(channel);
    ChannelPipeline pipeline = channel.pipeline();
    pipeline.addLast(
        HandshakeDeadline.NAME, new HandshakeDeadline(context.config().handshakeTimeoutMillis()));
    pipeline.addLast(
        "http",
        new HttpServerCodec(
            new HttpDecoderConfig()
                .setMaxInitialLineLength(MAX_REQUEST_LINE_BYTES)
                .setMaxHeaderSize(MAX_HEADERS_BYTES)));
    pipeline.addLast("body", new HttpObjectAggregator(MAX_BODY_BYTES, true));
    pipeline.addLast(HttpRoutes.NAME, new HttpRoutes(context));
  }

  /**
   * What follows the frame decoder and encoder, which the handshake itself has put in.
   *
   * @param principal who is at the other end
   * @param comesBack see {@link Connection}
   */
  static void upgrade(
      ChannelPipeline pipeline, TransportContext context, Principal principal, boolean comesBack) {
    int maxMessageBytes = context.config().maxMessageBytes();
    pipeline.remove(HandshakeDeadline.NAME);
    pipeline.addFirst("flush", new FlushConsolidationHandler(FLUSHES_PER_WRITE, true));
    pipeline.addLast("utf8", new Utf8FrameValidator(false));
    pipeline.addLast("fragments", new WebSocketFrameAggregator(maxMessageBytes));
    pipeline.addLast(Liveness.NAME, new Liveness(context.config().pingIntervalMillis()));
    pipeline.addLast(Connection.NAME, new Connection(context, principal, comesBack));
  }
}
