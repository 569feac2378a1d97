package dev.ccexecutor.server;

import dev.ccexecutor.server.cli.Program;
import dev.ccexecutor.server.logging.Logging;

/** Where the program begins. */
public final class Main {
  private Main() {}

  /** Runs one command and exits with its code. */
  public static void main(String[] arguments) {
    // Until a server says otherwise. Logback's own default would write to stdout.
    Logging.configureWarningsOnly();
    int exitCode = Program.ofThisProcess(Server::start, System.getenv()).execute(arguments);
    Logging.stop();
    System.exit(exitCode);
  }
}
