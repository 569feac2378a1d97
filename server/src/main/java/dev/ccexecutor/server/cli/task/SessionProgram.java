package dev.ccexecutor.server.cli.task;

import dev.ccexecutor.protocol.client.ClientException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.CompletionException;

/** Has something done with a session, on whatever server the command line means. */
final class SessionProgram {
  private final AgentServers servers;
  private final ConnectionOptions connection;
  private final PrintWriter err;

  SessionProgram(AgentServers servers, ConnectionOptions connection, PrintWriter err) {
    this.servers = servers;
    this.connection = connection;
    this.err = err;
  }

  /** What is done. */
  @FunctionalInterface
  interface Steps {
    /**
     * Returns the exit code.
     *
     * @throws IllegalArgumentException if the command line is wrong; nothing was started
     */
    int run(AgentSession session, AgentServers.Target target, Interruption interruption)
        throws IOException;
  }

  /**
   * Returns the exit code.
   *
   * @throws IllegalArgumentException if the command line is wrong
   */
  int run(Path dataDirectory, Steps steps) throws Exception {
    Interruption interruption = Interruption.install();
    int exitCode = TaskExitCode.CLIENT_FAILED;
    try {
      exitCode = run(dataDirectory, steps, interruption);
    } finally {
      // After everything is closed: a signal ends the process here.
      interruption.exit(exitCode);
    }
    return exitCode;
  }

  private int run(Path dataDirectory, Steps steps, Interruption interruption) throws Exception {
    LocalServer local = connection.isLocal() ? servers.startLocal(dataDirectory) : null;
    AgentServers.Target target = local == null ? servers.target(connection) : local.target();
    AgentSession opened;
    try {
      opened = AgentSession.open(local, target, dataDirectory);
    } catch (CompletionException failed) {
      if (failed.getCause() instanceof ClientException failure) {
        return complain(failure);
      }
      throw failed;
    }
    try (AgentSession session = opened) {
      return steps.run(session, target, interruption);
    }
  }

  private int complain(ClientException failure) {
    String advice =
        switch (failure.reason()) {
          case UNREACHABLE -> " (start one: cc-executor serve; or give --local)";
          case UNAUTHORIZED -> ": give --token-file, or set CC_EXECUTOR_TOKEN";
          case TLS -> " (see --ca, --cert and --key)";
          default -> "";
        };
    err.println("cc-executor: " + failure.getMessage() + advice);
    err.flush();
    return TaskExitCode.of(failure);
  }
}
