package dev.ccexecutor.protocol.client;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler.HandshakeComplete;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/** A WebSocket server on loopback that says what the test tells it to say. */
final class ScriptedServer implements AutoCloseable {

  static final String CONNECTED =
      """
      {"jsonrpc":"2.0","method":"connected","params":{"session_id":"s1","resume_token":"t",\
      "version":"1.0.0","protocol":"cc-executor.v1","capabilities":["execute"]}}\
      """;

  private final EventLoopGroup group =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final Channel listening;
  private final Script script;

  final Queue<HandshakeComplete> handshakes = new ConcurrentLinkedQueue<>();
  final Queue<Integer> closeCodes = new ConcurrentLinkedQueue<>();

  /** What upgrades are answered with; null to take them. */
  volatile FullHttpResponse refusal;

  /** What the server does; called on its event loop. */
  interface Script {
    default void onOpen(Channel channel) {
      say(channel, CONNECTED);
    }

    default void onText(Channel channel, String text) {}

    default void onWritable(Channel channel) {}
  }

  ScriptedServer(Script script) {
    this.script = script;
    listening =
        new ServerBootstrap()
            .group(group)
            .channel(NioServerSocketChannel.class)
            .childHandler(new Pipeline())
            .bind(InetAddress.getLoopbackAddress(), 0)
            .syncUninterruptibly()
            .channel();
  }

  static void say(Channel channel, String text) {
    channel.writeAndFlush(new TextWebSocketFrame(text));
  }

  URI uri(String path) {
    int port = ((InetSocketAddress) listening.localAddress()).getPort();
    return URI.create("ws://127.0.0.1:" + port + path);
  }

  @Override
  public void close() {
    group.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
  }

  private final class Pipeline extends ChannelInitializer<SocketChannel> {
    @Override
    protected void initChannel(SocketChannel channel) {
      channel
          .pipeline()
          .addLast(new HttpServerCodec())
          .addLast(new HttpObjectAggregator(8192))
          .addLast(new Refusals())
          .addLast(
              new WebSocketServerProtocolHandler(
                  WebSocketServerProtocolConfig.newBuilder()
                      .websocketPath("/ws")
                      .subprotocols("cc-executor.v1")
                      .handleCloseFrames(false)
                      .sendCloseFrame(null)
                      .build()))
          .addLast(new Frames())
          .addLast(new OtherPaths());
    }
  }

  static FullHttpResponse refusal(HttpResponseStatus status) {
    FullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status);
    HttpUtil.setContentLength(response, 0);
    return response;
  }

  private final class Refusals extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      if (refusal != null && message instanceof FullHttpRequest request) {
        request.release();
        context.writeAndFlush(refusal.retainedDuplicate());
      } else {
        context.fireChannelRead(message);
      }
    }
  }

  private final class Frames extends SimpleChannelInboundHandler<WebSocketFrame> {
    @Override
    protected void channelRead0(ChannelHandlerContext context, WebSocketFrame frame) {
      if (frame instanceof CloseWebSocketFrame close) {
        closeCodes.add(close.statusCode());
        context.writeAndFlush(close.retain());
      } else if (frame instanceof TextWebSocketFrame text) {
        script.onText(context.channel(), text.text());
      }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
      if (event instanceof HandshakeComplete handshake) {
        handshakes.add(handshake);
        script.onOpen(context.channel());
      }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
      script.onWritable(context.channel());
    }
  }

  private static final class OtherPaths extends SimpleChannelInboundHandler<FullHttpRequest> {
    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
      FullHttpResponse response =
          new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.SERVICE_UNAVAILABLE);
      HttpUtil.setContentLength(response, 0);
      context.writeAndFlush(response);
    }
  }
}
