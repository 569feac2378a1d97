package dev.ccexecutor.server.cli.task;

import java.nio.file.Path;

/** Where things are. */
final class Directories {
  private Directories() {}

  /**
   * A directory as the server is told it.
   *
   * @param given null for this one, or for the server's own on another machine
   */
  static String on(AgentServers.Target target, String given) {
    if (!target.thisMachine()) {
      return given;
    }
    return Path.of("").toAbsolutePath().resolve(given == null ? "" : given).normalize().toString();
  }
}
