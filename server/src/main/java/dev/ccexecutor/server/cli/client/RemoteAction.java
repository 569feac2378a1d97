package dev.ccexecutor.server.cli.client;

import dev.ccexecutor.protocol.client.ClientOptions;
import dev.ccexecutor.protocol.client.ExecutorClient;
import dev.ccexecutor.protocol.jsonrpc.Json;
import dev.ccexecutor.server.cli.terminal.ProcessSignals;
import java.net.URI;
import java.util.Map;

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
      tell(outcome, invocation);
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

    private void close() {
      if (client != null) {
        client.close();
        Calls.settle(client.closed(), GOODBYE_MILLIS);
      }
    }
  }

  private static void tell(Outcome outcome, Invocation invocation) {
    invocation.say(outcome.message());
    if (invocation.request().wantsJson()) {
      Map<String, Object> error =
          Map.of("exit_code", outcome.exitCode(), "message", outcome.message());
      invocation.out().println(Json.MAPPER.writeValueAsString(Map.of("error", error)));
      invocation.out().flush();
    }
  }
}
