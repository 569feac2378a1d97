package dev.ccexecutor.server.cli.client;

import dev.ccexecutor.protocol.client.ClientOptions;
import dev.ccexecutor.protocol.client.ExecutorClient;
import dev.ccexecutor.server.cli.terminal.ProcessSignals;
import dev.ccexecutor.server.mcp.feature.ExecutorConnections;
import io.netty.channel.EventLoopGroup;
import java.net.URI;

/** An action that has a connection to a server for as long as it takes. */
final class RemoteAction {
  private static final long GOODBYE_MILLIS = 2_000;

  private final Steps steps;

  RemoteAction(Steps steps) {
    this.steps = steps;
  }

  /** What is done with the connection. */
  @FunctionalInterface
  interface Steps {
    /**
     * Returns when all is done.
     *
     * @throws WrongArgumentException before anything was done
     * @throws CallFailedException to end with its outcome
     */
    Outcome run(Connection connection, Invocation invocation)
        throws WrongArgumentException, CallFailedException;
  }

  /** Returns the exit code, when all is done. */
  int run(Invocation invocation) throws WrongArgumentException {
    URI server = ServerAddress.of(invocation.options(), invocation.environment());
    ClientOptions options =
        ClientCredentials.given(invocation.options())
            .addTo(ClientOptions.defaults(), invocation.environment());
    Outcome outcome = run(server, options, invocation);
    if (!outcome.message().isEmpty()) {
      Answer.failure(invocation, outcome);
    }
    outcome.signal().ifPresent(ProcessSignals::endBy);
    return outcome.exitCode();
  }

  private Outcome run(URI server, ClientOptions options, Invocation invocation)
      throws WrongArgumentException {
    Connection connection = new Connection(server, options);
    try {
      return steps.run(connection, invocation);
    } catch (CallFailedException failed) {
      return failed.outcome();
    } finally {
      connection.close();
    }
  }

  /** To the server, once it is wanted: what is wrong with the arguments is told before. */
  static final class Connection {
    private final URI server;
    private final ClientOptions options;
    private ExecutorClient client;

    private Connection(URI server, ClientOptions options) {
      this.server = server;
      this.options = options;
    }

    /** To be called once. */
    ExecutorClient open() throws CallFailedException {
      client = Calls.await(ExecutorClient.connect(server, options));
      return client;
    }

    /** One for each time that it is asked, until the loops are shut down. */
    ExecutorConnections onLoops(EventLoopGroup loops) {
      ClientOptions shared = options.withSharedEventLoops(loops);
      return purpose -> ExecutorClient.connect(server, shared);
    }

    private void close() {
      if (client != null) {
        client.close();
        Calls.settle(client.closed(), GOODBYE_MILLIS);
      }
    }
  }
}
