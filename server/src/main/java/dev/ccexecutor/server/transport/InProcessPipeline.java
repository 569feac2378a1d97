package dev.ccexecutor.server.transport;

import dev.ccexecutor.server.logging.LogKeys;
import dev.ccexecutor.server.logging.PeerAddress;
import dev.ccexecutor.server.method.ServerDescription;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.FullHttpRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The server's end of a connection from within its own process. It is a connection like others, but
 * that its first request is granted without a look at it: nobody else can have sent it.
 */
final class InProcessPipeline extends ChannelInitializer<Channel> {
  private static final Logger log = LoggerFactory.getLogger(InProcessPipeline.class);

  private final TransportContext context;
  private final Client client;

  InProcessPipeline(TransportContext context, Client client) {
    this.context = context;
    this.client = client;
  }

  @Override
  protected void initChannel(Channel channel) {
    ServerPipeline.addDeadline(channel.pipeline(), context);
    ServerPipeline.addHttp(channel.pipeline(), context, new Upgrade());
  }

  private final class Upgrade extends SimpleChannelInboundHandler<FullHttpRequest> {
    @Override
    protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest request) {
      WebSocketHandshake.accept(
          ctx,
          request,
          context,
          ServerDescription.PROTOCOL,
          (subprotocol, rate) -> new Connection(context, client, rate));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      log.atWarn()
          .addKeyValue(LogKeys.PEER, PeerAddress.of(ctx.channel()))
          .setCause(cause)
          .log("a connection of the server's own failed before its upgrade");
      ctx.close();
    }
  }
}
