package dev.ccexecutor.server.transport;

import dev.ccexecutor.server.audit.AuditLog;
import dev.ccexecutor.server.config.InputLimits;
import dev.ccexecutor.server.config.ServerConfig;
import dev.ccexecutor.server.mcp.engine.McpEngine;
import dev.ccexecutor.server.mcp.feature.ExecutorConnections;
import dev.ccexecutor.server.method.Dispatcher;
import dev.ccexecutor.server.method.ServerDescription;
import dev.ccexecutor.server.metrics.Scrapes;
import dev.ccexecutor.server.security.Principal;
import dev.ccexecutor.server.session.Sessions;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** The listening socket and the event loops of all that it accepts. */
public final class Listener {
  private static final int BACKLOG = 1024;

  /**
   * Between these marks a channel's own buffer swings. It is small because answers that go ahead of
   * queued output still come behind what is in there, and in the kernel's part of it
   * (TCP_NOTSENT_LOWAT, tcp(7)). Half as much costs a flood of text a tenth of its speed: a message
   * may be 100 KB, and then the loop waits for the socket after each two.
   */
  private static final WriteBufferWaterMark WATER_MARK =
      new WriteBufferWaterMark(256 * 1024, 512 * 1024);

  private static final long NOT_SENT_LOW_WATER_BYTES = 512 * 1024;

  // Keep-alive finds out a peer that vanished where nothing is under way to it; else Liveness does.
  private static final int KEEP_ALIVE_IDLE_SECONDS = 60;
  private static final int KEEP_ALIVE_INTERVAL_SECONDS = 10;
  private static final int KEEP_ALIVE_PROBES = 6;
  private static final long STOP_MILLIS = 2_000;
  private static final long QUIET_MILLIS = 10;
  private static final long IDLE_LOOK_SECONDS = 60;

  private final EventLoopGroup loops;
  private final TransportContext context;
  private final Channel socket;

  private Listener(EventLoopGroup loops, TransportContext context, Channel socket) {
    this.loops = loops;
    this.context = context;
    this.socket = socket;
  }

  /**
   * Listens when this returns.
   *
   * @throws Exception an {@link java.io.IOException} if the address can't be had
   */
  public static Listener open(
      ServerConfig config,
      ClientAccess access,
      ServerDescription description,
      Sessions sessions,
      Dispatcher dispatcher,
      BooleanSupplier draining,
      Optional<McpEngine> mcp,
      Scrapes scrapes,
      AuditLog audit)
      throws Exception {
    EventLoopGroup loops =
        new MultiThreadIoEventLoopGroup(
            config.eventLoops(),
            new DefaultThreadFactory("event-loop", true),
            EpollIoHandler.newFactory());
    ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);
    try {
      TransportContext context =
          new TransportContext(
              config,
              access,
              description,
              sessions,
              dispatcher,
              draining,
              connections,
              new PendingConnections(config.inputLimits()),
              incomingMemory(config, loops),
              config.console() ? ConsoleFiles.load() : ConsoleFiles.none(),
              new InProcessPlaces(),
              mcp.map(engine -> McpAccess.of(engine, config, draining)),
              scrapes,
              audit);
      Channel socket = listen(bootstrap(loops, context), access, config).sync().channel();
      access.watch(() -> tellOfOtherTokens(context));
      context.mcp().ifPresent(models -> endIdleSessions(loops, models.http()));
      return new Listener(loops, context, socket);
    } catch (Exception e) {
      stop(loops);
      throw e;
    }
  }

  /** On a socket that was handed over, or on one of its own. */
  private static ChannelFuture listen(
      ServerBootstrap bootstrap, ClientAccess access, ServerConfig config) {
    return config.listenDescriptor().isPresent()
        ? bootstrap
            .channelFactory(
                () -> new EpollServerSocketChannel(config.listenDescriptor().getAsInt()))
            .register()
        : bootstrap
            .channel(EpollServerSocketChannel.class)
            .bind(new InetSocketAddress(access.address(), config.port()));
  }

  private static ServerBootstrap bootstrap(EventLoopGroup loops, TransportContext context) {
    return new ServerBootstrap()
        .group(loops)
        .option(ChannelOption.SO_BACKLOG, BACKLOG)
        .option(ChannelOption.SO_REUSEADDR, true)
        .childOption(ChannelOption.ALLOCATOR, ByteBufAllocator.DEFAULT)
        .childOption(ChannelOption.TCP_NODELAY, true)
        .childOption(ChannelOption.SO_KEEPALIVE, true)
        .childOption(EpollChannelOption.TCP_KEEPIDLE, KEEP_ALIVE_IDLE_SECONDS)
        .childOption(EpollChannelOption.TCP_KEEPINTVL, KEEP_ALIVE_INTERVAL_SECONDS)
        .childOption(EpollChannelOption.TCP_KEEPCNT, KEEP_ALIVE_PROBES)
        .childOption(EpollChannelOption.TCP_NOTSENT_LOWAT, NOT_SENT_LOW_WATER_BYTES)
        .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
        .handler(new AcceptFailures())
        .childHandler(new ServerPipeline(context));
  }

  private static IncomingMemory incomingMemory(ServerConfig config, EventLoopGroup loops) {
    InputLimits limits = config.inputLimits();
    return new IncomingMemory(
        IncomingBounds.of(
            limits.incomingBytes(), config.maxMessageBytes(), limits.messageTimeoutMillis()),
        System::nanoTime,
        look -> {
          try {
            loops.schedule(look, IncomingMemory.LOOK_MILLIS, TimeUnit.MILLISECONDS);
          } catch (RejectedExecutionException ended) {
            // The server stops, and all connections with it.
          }
        });
  }

  private static void tellOfOtherTokens(TransportContext context) {
    context
        .connections()
        .forEach(each -> each.pipeline().fireUserEventTriggered(TokensChanged.EVENT));
    context
        .mcp()
        .ifPresent(
            mcp ->
                mcp.http()
                    .sessions()
                    .endUnless(name -> context.access().tokens().knows(new Principal(name))));
  }

  private static void endIdleSessions(EventLoopGroup loops, McpHttp http) {
    loops.scheduleWithFixedDelay(
        http.sessions()::endIdle, IDLE_LOOK_SECONDS, IDLE_LOOK_SECONDS, TimeUnit.SECONDS);
  }

  /** Waits for the answers that models have coming, as long as that takes little time. */
  public void awaitAnswers() throws InterruptedException {
    if (context.mcp().isPresent()) {
      context.mcp().get().http().traffic().awaitAnswers(STOP_MILLIS);
    }
  }

  /** Ends when each of the loops has come to it. */
  public CompletableFuture<Void> probe() {
    List<CompletableFuture<Void>> answers = new ArrayList<>();
    for (EventExecutor loop : loops) {
      answers.add(CompletableFuture.runAsync(() -> {}, loop));
    }
    return CompletableFuture.allOf(answers.toArray(CompletableFuture<?>[]::new));
  }

  public int port() {
    return ((InetSocketAddress) socket.localAddress()).getPort();
  }

  /** The loops that serve the connections. */
  public List<EventExecutor> loops() {
    List<EventExecutor> all = new ArrayList<>();
    loops.forEach(all::add);
    return all;
  }

  /**
   * Connections of this process, without a socket that others could find.
   *
   * @param principal as whom they act
   * @param peer what the log and the audit file call their other end
   */
  public ExecutorConnections connections(Principal principal, String peer) {
    return new InProcessConnections(context, loops.next(), principal, peer);
  }

  /** What messages hold that are not whole yet. Any thread. */
  public long incomingBytes() {
    return context.incoming().usedBytes();
  }

  /** Closes the socket, whatever connections are left, and the loops. */
  public void close() throws InterruptedException {
    if (context.mcp().isPresent()) {
      context.mcp().get().http().sessions().close();
      context.mcp().get().connections().sayGoodbye(STOP_MILLIS);
    }
    socket.close().await(STOP_MILLIS, TimeUnit.MILLISECONDS);
    context.connections().close().await(STOP_MILLIS, TimeUnit.MILLISECONDS);
    stop(loops);
  }

  /**
   * With a quiet period of 0 a loop may end between two looks at its tasks, and leave channels open
   * that were about to be closed.
   */
  private static void stop(EventLoopGroup loops) throws InterruptedException {
    loops
        .shutdownGracefully(QUIET_MILLIS, STOP_MILLIS, TimeUnit.MILLISECONDS)
        .await(2 * STOP_MILLIS, TimeUnit.MILLISECONDS);
  }
}
