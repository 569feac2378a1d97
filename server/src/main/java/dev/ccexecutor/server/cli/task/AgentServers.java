package dev.ccexecutor.server.cli.task;

import dev.ccexecutor.protocol.client.ClientOptions;
import java.net.URI;
import java.nio.file.Path;

/** Finds the server that a command line means. */
public interface AgentServers {

  /**
   * A server.
   *
   * @param uri of its WebSocket
   * @param options by which it lets this client in
   * @param thisMachine whether it sees the same files
   */
  record Target(URI uri, ClientOptions options, boolean thisMachine) {}

  /**
   * The server that is meant.
   *
   * @throws IllegalArgumentException with what is wrong about the options
   */
  Target target(ConnectionOptions given);

  /**
   * Where history, state and reports are kept.
   *
   * @param given by an option; null for where servers keep theirs by default
   */
  Path dataDirectory(Path given);

  /** Whether messages of this process go to a terminal. */
  boolean tellsTerminal();

  /** Starts one of this process's own, for as long as it is open. */
  LocalServer startLocal(Path dataDirectory) throws Exception;
}
