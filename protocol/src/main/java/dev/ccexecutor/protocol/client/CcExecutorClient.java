package dev.ccexecutor.protocol.client;

import dev.ccexecutor.protocol.client.ClientException.Reason;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.URI;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;

/** Opens connections to a server. */
public final class CcExecutorClient {

  private static final int PORT_OF_WS = 80;
  private static final int PORT_OF_WSS = 443;
  private static final int SHUTDOWN_SECONDS = 2;

  private CcExecutorClient() {}

  /**
   * Opens a connection.
   *
   * @param uri {@code ws://HOST:PORT/ws}, or {@code wss://…} for TLS
   * @return completes on the connection's event loop once the server has said {@code connected}, or
   *     exceptionally with a {@link ClientException}
   */
  public static CompletableFuture<ClientConnection> connect(URI uri, ClientOptions options) {
    return connect(uri, options, OptionalInt.empty());
  }

  /**
   * The same with a watch over the connection.
   *
   * @param pingIntervalMillis after how long a silence the server is asked whether it lives
   */
  static CompletableFuture<ClientConnection> connect(
      URI uri, ClientOptions options, OptionalInt pingIntervalMillis) {
    boolean encrypted = "wss".equalsIgnoreCase(uri.getScheme());
    if (!(encrypted || "ws".equalsIgnoreCase(uri.getScheme())) || uri.getHost() == null) {
      String message = "only URLs like ws://HOST:PORT/ws or wss://… are supported, not " + uri;
      return CompletableFuture.failedFuture(new ClientException(Reason.UNSUPPORTED_URL, message));
    }
    Optional<SslContext> tls;
    try {
      tls = encrypted ? Optional.of(ClientTls.contextOf(options)) : Optional.empty();
    } catch (SSLException unusable) {
      return CompletableFuture.failedFuture(
          new ClientException(Reason.TLS, "no TLS: " + unusable.getMessage(), unusable));
    }
    CompletableFuture<ClientConnection> opened = new CompletableFuture<>();
    ClientPipeline pipeline = new ClientPipeline(uri, options, tls, pingIntervalMillis, opened);
    try {
      connect(uri, options, pipeline)
          .addListener(
              future -> {
                if (!future.isSuccess()) {
                  opened.completeExceptionally(unreachable(uri, future.cause()));
                }
              });
    } catch (IOException none) {
      opened.completeExceptionally(
          new ClientException(Reason.REFUSED, "no connection: " + none.getMessage(), none));
    }
    return opened;
  }

  private static ChannelFuture connect(URI uri, ClientOptions options, ClientPipeline pipeline)
      throws IOException {
    Channel openedOrNull = options.opener().isPresent() ? options.opener().get().open() : null;
    EventLoopGroup group = options.sharedEventLoops().orElseGet(CcExecutorClient::ownEventLoop);
    ChannelFuture connecting;
    if (openedOrNull == null) {
      connecting = bootstrap(group, uri, options, pipeline).connect();
    } else {
      openedOrNull.pipeline().addLast(pipeline);
      connecting = group.register(openedOrNull);
    }
    if (options.sharedEventLoops().isEmpty()) {
      connecting.channel().closeFuture().addListener(closed -> shutDown(group));
    }
    return connecting;
  }

  private static Bootstrap bootstrap(
      EventLoopGroup group, URI uri, ClientOptions options, ClientPipeline pipeline) {
    return new Bootstrap()
        .group(group)
        .channel(NioSocketChannel.class)
        .option(ChannelOption.TCP_NODELAY, true)
        .option(ChannelOption.SO_KEEPALIVE, true)
        .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, options.openTimeoutMillis())
        .handler(pipeline)
        .remoteAddress(hostOf(uri), portOf(uri));
  }

  static int portOf(URI uri) {
    int usual = "wss".equalsIgnoreCase(uri.getScheme()) ? PORT_OF_WSS : PORT_OF_WS;
    return uri.getPort() < 0 ? usual : uri.getPort();
  }

  /** A URI keeps the brackets of an IPv6 address. */
  static String hostOf(URI uri) {
    String host = uri.getHost();
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  private static ClientException unreachable(URI uri, Throwable cause) {
    String address = uri.getHost() + (uri.getPort() < 0 ? "" : ":" + uri.getPort());
    // Netty wraps the system's word into one that repeats the address.
    Throwable innermost = cause.getCause() == null ? cause : cause.getCause();
    String message = "cannot connect to " + address + ": " + innermost.getMessage();
    return new ClientException(Reason.UNREACHABLE, message, cause);
  }

  /** A daemon, so that a forgotten connection does not keep a program alive. */
  static EventLoopGroup ownEventLoop() {
    return new MultiThreadIoEventLoopGroup(
        1, new DefaultThreadFactory("cc-executor-client", true), NioIoHandler.newFactory());
  }

  static void shutDown(EventLoopGroup group) {
    group.shutdownGracefully(0, SHUTDOWN_SECONDS, TimeUnit.SECONDS);
  }
}
