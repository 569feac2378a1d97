package dev.ccexecutor.server.transport;

import dev.ccexecutor.server.threading.RunsOn;
import dev.ccexecutor.server.threading.ThreadRole;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketFrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker13;

/** Turns a connection into a WebSocket. No extension is ever agreed to. */
@RunsOn(ThreadRole.EVENT_LOOP)
final class WebSocketHandshake {
  private WebSocketHandshake() {}

  /** Makes the stage of a WebSocket that takes its messages. */
  interface End {
    /**
     * Makes it.
     *
     * @param subprotocol that was agreed to; null for none
     * @param rate at which the connection is read
     */
    ChannelHandler handler(String subprotocol, RequestRate rate);
  }

  /**
   * Answers the request, which was granted. The handlers of HTTP leave, and those of WebSocket
   * come.
   *
   * @param protocol that is agreed to if it was offered
   */
  static void accept(
      ChannelHandlerContext ctx,
      FullHttpRequest request,
      TransportContext context,
      String protocol,
      End end) {
    WebSocketDecoderConfig config =
        WebSocketDecoderConfig.newBuilder()
            .maxFramePayloadLength(context.config().maxMessageBytes())
            .allowExtensions(false)
            .expectMaskedFrames(true)
            .allowMaskMismatch(false)
            .closeOnProtocolViolation(false) // The connection closes in its own way: see Closing.
            .build();
    MeteredFrameDecoder frames =
        new MeteredFrameDecoder(config, context.incoming(), new ReadGate(ctx.channel()));
    WebSocketServerHandshaker13 handshaker =
        new WebSocketServerHandshaker13(request.uri(), protocol, config) {
          @Override
          protected WebSocketFrameDecoder newWebsocketDecoder() {
            return frames;
          }
        };
    ctx.pipeline().addLast(EarlyBytes.NAME, new EarlyBytes());
    handshaker
        .handshake(ctx.channel(), request)
        .addListener(
            written -> {
              if (!written.isSuccess()) {
                ctx.close();
              }
            });
    ctx.pipeline().remove(HttpRoutes.NAME);
    String subprotocol = handshaker.selectedSubprotocol();
    ServerPipeline.upgrade(ctx.pipeline(), context, frames, rate -> end.handler(subprotocol, rate));
  }
}
