package dev.ccexecutor.server.cli;

import dev.ccexecutor.protocol.execution.StreamTotals;
import dev.ccexecutor.protocol.execution.StreamType;
import dev.ccexecutor.protocol.frame.DataFrameHeader;
import dev.ccexecutor.protocol.jsonrpc.Json;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler.HandshakeComplete;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32C;
import tools.jackson.databind.JsonNode;

/** A server on loopback that runs nothing, and answers {@code execute} as the test says. */
final class FakeServer implements AutoCloseable {

  private static final String CONNECTED =
      """
      {"jsonrpc":"2.0","method":"connected","params":{"session_id":"s1","resume_token":"t",\
      "version":"1.0.0","protocol":"cc-executor.v1","capabilities":["execute"]}}\
      """;

  private final EventLoopGroup group =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final Channel listening;
  private final Script script;

  /** The params of every {@code execute}. */
  final BlockingQueue<JsonNode> executes = new LinkedBlockingQueue<>();

  /** All other requests, which it refuses: it knows no execution that it could do that to. */
  final BlockingQueue<JsonNode> others = new LinkedBlockingQueue<>();

  /** The codes of the close frames that clients sent. */
  final BlockingQueue<Integer> closeCodes = new LinkedBlockingQueue<>();

  /** What happens on {@code execute}; called on the event loop. */
  interface Script {
    void onExecute(Call call);

    /** The client has that much of stdout. */
    default void onAcknowledged(long stdoutOffset) {}
  }

  FakeServer(Script script) {
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

  String url() {
    return "ws://127.0.0.1:" + port() + "/ws";
  }

  int port() {
    return ((InetSocketAddress) listening.localAddress()).getPort();
  }

  @Override
  public void close() {
    group.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
  }

  /** One {@code execute}, and the means to answer it. */
  static final class Call {
    final Channel channel;
    private final JsonNode id;
    private final String executionId;
    private final Map<StreamType, Long> offsets = new EnumMap<>(StreamType.class);
    private final Map<StreamType, CRC32C> checksums = new EnumMap<>(StreamType.class);

    private Call(Channel channel, JsonNode id, String executionId) {
      this.channel = channel;
      this.id = id;
      this.executionId = executionId;
    }

    Call started() {
      say(
          """
          {"jsonrpc":"2.0","id":%s,"result":{"status":"started","execution_id":"%s",\
          "pid":4711,"pgid":4711,"channel":1}}\
          """
              .formatted(id, executionId));
      return this;
    }

    void refused(int code, String message, String data) {
      say(
          "{\"jsonrpc\":\"2.0\",\"id\":%s,\"error\":{\"code\":%d,\"message\":\"%s\",\"data\":%s}}"
              .formatted(id, code, message, data));
    }

    Call output(StreamType stream, byte[] bytes) {
      long offset = offsets.merge(stream, (long) bytes.length, Long::sum) - bytes.length;
      checksums.computeIfAbsent(stream, any -> new CRC32C()).update(bytes);
      ByteBuf frame = Unpooled.buffer(DataFrameHeader.BYTES + bytes.length);
      new DataFrameHeader(stream, false, 1, offset).write(frame);
      channel.writeAndFlush(new BinaryWebSocketFrame(frame.writeBytes(bytes)));
      return this;
    }

    void completed(String exitCode, String reason) {
      completed(exitCode, reason, totals(StreamType.STDOUT), totals(StreamType.STDERR));
    }

    void completed(String exitCode, String reason, StreamTotals stdout, StreamTotals stderr) {
      say(
          """
          {"jsonrpc":"2.0","method":"process.completed","params":{"execution_id":"%s",\
          "status":"failed","exit_code":%s,"reason":"%s","stdout":%s,"stderr":%s,\
          "drained":true,"tree_empty":true}}\
          """
              .formatted(
                  executionId,
                  exitCode,
                  reason,
                  Json.MAPPER.writeValueAsString(stdout),
                  Json.MAPPER.writeValueAsString(stderr)));
    }

    private StreamTotals totals(StreamType stream) {
      CRC32C checksum = checksums.getOrDefault(stream, new CRC32C());
      return StreamTotals.of(offsets.getOrDefault(stream, 0L), checksum.getValue());
    }

    private void say(String text) {
      channel.writeAndFlush(new TextWebSocketFrame(text));
    }
  }

  private final class Pipeline extends ChannelInitializer<SocketChannel> {
    @Override
    protected void initChannel(SocketChannel channel) {
      channel
          .pipeline()
          .addLast(new HttpServerCodec())
          .addLast(new HttpObjectAggregator(8192))
          .addLast(
              new WebSocketServerProtocolHandler(
                  WebSocketServerProtocolConfig.newBuilder()
                      .websocketPath("/ws")
                      .subprotocols("cc-executor.v1")
                      .handleCloseFrames(false)
                      .sendCloseFrame(null)
                      .build()))
          .addLast(new Frames());
    }
  }

  private final class Frames extends SimpleChannelInboundHandler<WebSocketFrame> {
    @Override
    protected void channelRead0(ChannelHandlerContext context, WebSocketFrame frame) {
      if (frame instanceof CloseWebSocketFrame close) {
        closeCodes.add(close.statusCode());
        context.writeAndFlush(close.retain());
      } else if (frame instanceof TextWebSocketFrame text) {
        receive(context.channel(), Json.MAPPER.readTree(text.text()));
      }
    }

    private void receive(Channel channel, JsonNode message) {
      JsonNode params = message.path("params");
      Call call = new Call(channel, message.path("id"), params.path("execution_id").asString(""));
      if (message.path("method").asString("").equals("execute")) {
        executes.add(params);
        script.onExecute(call);
      } else if (message.path("method").asString("").equals("output.ack")) {
        script.onAcknowledged(params.path("stdout").asLong(0));
      } else if (message.has("id")) {
        others.add(message);
        boolean resumes = message.path("method").asString("").equals("session.resume");
        call.refused(resumes ? -32012 : -32002, "there is none such", "{}");
      }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
      if (event instanceof HandshakeComplete) {
        context.writeAndFlush(new TextWebSocketFrame(CONNECTED));
      }
    }
  }
}
