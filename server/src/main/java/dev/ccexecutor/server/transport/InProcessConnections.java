package dev.ccexecutor.server.transport;

import dev.ccexecutor.protocol.client.ClientOptions;
import dev.ccexecutor.protocol.client.ExecutorClient;
import dev.ccexecutor.server.logging.PeerAddress;
import dev.ccexecutor.server.mcp.feature.ExecutorConnections;
import dev.ccexecutor.server.mcp.feature.TooManyConnectionsException;
import dev.ccexecutor.server.posix.SocketPair;
import dev.ccexecutor.server.security.Principal;
import dev.ccexecutor.server.session.ClientKind;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import java.io.IOException;
import java.net.URI;
import java.util.concurrent.CompletableFuture;

/**
 * Connections of the server to itself, on which it is a client like any other, and acts for a
 * principal. Both ends live on one event loop: what a caller costs stays on one. Any thread.
 */
final class InProcessConnections implements ExecutorConnections {
  /** The path counts, the host does not: nothing looks for it. */
  private static final URI ADDRESS = URI.create("ws://localhost/ws");

  private final TransportContext context;
  private final EventLoop loop;
  private final Principal principal;
  private final String peer;
  private final ClientOptions options;

  /**
   * @param peer what the log and the audit file call the other end
   */
  InProcessConnections(TransportContext context, EventLoop loop, Principal principal, String peer) {
    this.context = context;
    this.loop = loop;
    this.principal = principal;
    this.peer = peer;
    this.options =
        ClientOptions.defaults()
            .withOpener(this::openChannel)
            .withSharedEventLoops(loop)
            .withReconnectMillis(0); // What ends such a connection would end the next one too.
  }

  /** A place is taken before there is anything else of it, and given back when all has gone. */
  @Override
  public CompletableFuture<ExecutorClient> open(Purpose purpose) {
    try {
      context.inProcess().take(principal, purpose);
    } catch (TooManyConnectionsException full) {
      return CompletableFuture.failedFuture(full);
    }
    CompletableFuture<ExecutorClient> opened = ExecutorClient.connect(ADDRESS, options);
    opened.whenComplete(
        (client, failure) -> {
          if (client == null) {
            context.inProcess().giveBack(principal, purpose);
          } else {
            client
                .closed()
                .whenComplete((closed, lost) -> context.inProcess().giveBack(principal, purpose));
          }
        });
    return opened;
  }

  private Channel openChannel() throws IOException {
    if (context.draining().getAsBoolean()) {
      throw new IOException("the server is shutting down");
    }
    SocketPair ends = SocketPair.open();
    Channel serverEnd = new EpollDomainSocketChannel(ends.one(), true);
    Channel clientEnd = new EpollDomainSocketChannel(ends.other(), true);
    PeerAddress.give(serverEnd, peer);
    serverEnd
        .pipeline()
        .addLast(
            new InProcessPipeline(context, new Client(principal, ClientKind.SUBPROTOCOL, true)));
    context.connections().add(serverEnd);
    context.connections().add(clientEnd);
    loop.register(serverEnd);
    return clientEnd;
  }
}
