package dev.ccexecutor.server.cli.client;

import dev.ccexecutor.protocol.client.ExecutorClient;
import dev.ccexecutor.server.cli.mcp.StdioConversation;
import dev.ccexecutor.server.config.ProductVersion;
import dev.ccexecutor.server.mcp.engine.McpEngine;
import dev.ccexecutor.server.mcp.engine.ServerIdentity;
import dev.ccexecutor.server.mcp.feature.Caller;
import dev.ccexecutor.server.mcp.feature.ExecutorConnections;
import dev.ccexecutor.server.mcp.feature.ExecutorConnections.Purpose;
import dev.ccexecutor.server.mcp.tool.ExecutorCatalog;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** {@code mcp}: what a model asks for on stdin is done on a server, and answered on stdout. */
final class McpSteps implements RemoteAction.Steps {
  private static final long GOODBYE_MILLIS = 2_000;

  /** The client has started this process, so there is nobody else in it. */
  private static final String PRINCIPAL = "stdio";

  @Override
  public Outcome run(RemoteAction.Connection connection, Invocation invocation)
      throws CallFailedException {
    // One for all connections, of which each call has one.
    EventLoopGroup loop =
        new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory("cc-executor-client", true), NioIoHandler.newFactory());
    try {
      ExecutorConnections connections = connection.onLoops(loop);
      lookForServer(connections);
      return serve(connections, invocation);
    } finally {
      loop.shutdownGracefully(0, GOODBYE_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  /** A model could do nothing about a wrong URL or token, and whoever starts this can. */
  private static void lookForServer(ExecutorConnections connections) throws CallFailedException {
    ExecutorClient client = Calls.await(connections.open(Purpose.LOOK));
    client.close();
    Calls.settle(client.closed(), GOODBYE_MILLIS);
  }

  private static Outcome serve(ExecutorConnections connections, Invocation invocation) {
    StandardStreams streams = invocation.streams();
    StdioConversation conversation =
        new StdioConversation(
            new McpEngine(
                ExecutorCatalog.create(), ServerIdentity.ofProduct(ProductVersion.current())),
            new Caller(PRINCIPAL, connections),
            streams.stdin(),
            bytes -> Channels.writeFully(streams.stdout(), bytes));
    // What runs is to end with this process, by whichever signal that is told to.
    Thread hook = new Thread(conversation::end, "mcp-end");
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      conversation.run();
      return Outcome.exited(ExitCode.OK);
    } catch (IOException failed) {
      return Channels.isBrokenPipe(failed)
          ? Outcome.exited(ExitCode.BROKEN_PIPE)
          : Outcome.failed(ExitCode.CLIENT_FAILED, failed.getMessage());
    } finally {
      remove(hook);
    }
  }

  private static void remove(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException ending) {
      return; // A signal came meanwhile, and there is nothing left for the hook to do.
    }
  }
}
