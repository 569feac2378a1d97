package dev.ccexecutor.protocol.client;

import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.timeout.IdleStateHandler;
import java.net.URI;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** What the bytes of a connection pass through, first stage first. */
final class ClientPipeline extends ChannelInitializer<Channel> {

  private static final int MAX_UPGRADE_RESPONSE_BYTES = 64 * 1024;

  private final URI uri;
  private final ClientOptions options;
  private final Optional<SslContext> tls;
  private final OptionalInt pingIntervalMillis;
  private final CompletableFuture<ClientConnection> opened;

  ClientPipeline(
      URI uri,
      ClientOptions options,
      Optional<SslContext> tls,
      OptionalInt pingIntervalMillis,
      CompletableFuture<ClientConnection> opened) {
    this.uri = uri;
    this.options = options;
    this.tls = tls;
    this.pingIntervalMillis = pingIntervalMillis;
    this.opened = opened;
  }

  @Override
  protected void initChannel(Channel channel) {
    ChannelPipeline pipeline = channel.pipeline();
    // First of all: every byte that comes is a sign of life, whatever it belongs to.
    pingIntervalMillis.ifPresent(
        millis ->
            pipeline.addLast("silence", new IdleStateHandler(millis, 0, 0, TimeUnit.MILLISECONDS)));
    tls.ifPresent(
        context ->
            pipeline.addLast(
                "tls",
                ClientTls.newHandler(context, channel.alloc(), uri, options.openTimeoutMillis())));
    pipeline.addLast("http", new HttpClientCodec());
    pipeline.addLast("http-aggregator", new HttpObjectAggregator(MAX_UPGRADE_RESPONSE_BYTES));
    pipeline.addLast("websocket", new WebSocketClientProtocolHandler(webSocketConfig()));
    pipeline.addLast("fragments", new WebSocketFrameAggregator(options.maxInboundBytes()));
    if (pingIntervalMillis.isPresent()) {
      pipeline.addLast("heartbeat", new Heartbeat());
    }
    pipeline.addLast("messages", new ClientHandler(channel, options, opened));
  }

  private WebSocketClientProtocolConfig webSocketConfig() {
    HttpHeaders headers = new DefaultHttpHeaders();
    options.headers().forEach(headers::add);
    return WebSocketClientProtocolConfig.newBuilder()
        .webSocketUri(uri)
        .subprotocol(options.subprotocol().orElse(null))
        .customHeaders(headers)
        // An Origin is what browsers send, and servers refuse it from those they do not know.
        .generateOriginHeader(false)
        .maxFramePayloadLength(options.maxInboundBytes())
        .handshakeTimeoutMillis(options.openTimeoutMillis())
        // Close frames are for our own handler, which has to tell code and reason.
        .handleCloseFrames(false)
        .sendCloseFrame(null)
        .build();
  }
}
