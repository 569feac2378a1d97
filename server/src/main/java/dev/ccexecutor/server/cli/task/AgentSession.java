package dev.ccexecutor.server.cli.task;

import dev.ccexecutor.protocol.client.ExecutorClient;
import dev.ccexecutor.server.agent.history.TaskHistory;
import dev.ccexecutor.server.agent.run.AgentRunner;
import java.nio.file.Path;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/** A connection to a server, its own or another, and a runner of tasks on it. */
final class AgentSession implements AutoCloseable {
  private static final long GOODBYE_MILLIS = 2_000;

  private final LocalServer local;
  private final ExecutorClient client;
  private final AgentRunner runner;

  private AgentSession(LocalServer local, ExecutorClient client, AgentRunner runner) {
    this.local = local;
    this.client = client;
    this.runner = runner;
  }

  /**
   * Opens one.
   *
   * @param local the server to use, which becomes the session's; null for the target's
   * @throws CompletionException with a ClientException, if there is no connection
   */
  static AgentSession open(LocalServer local, AgentServers.Target target, Path dataDirectory) {
    try {
      ExecutorClient client = ExecutorClient.connect(target.uri(), target.options()).join();
      AgentRunner runner = new AgentRunner(client, new TaskHistory(dataDirectory));
      return new AgentSession(local, client, runner);
    } catch (CompletionException failed) {
      if (local != null) {
        local.close();
      }
      throw failed;
    }
  }

  AgentRunner runner() {
    return runner;
  }

  @Override
  public void close() {
    runner.close();
    client.close();
    client
        .closed()
        .handle((anything, failure) -> null)
        .completeOnTimeout(null, GOODBYE_MILLIS, TimeUnit.MILLISECONDS)
        .join();
    if (local != null) {
      local.close();
    }
  }
}
