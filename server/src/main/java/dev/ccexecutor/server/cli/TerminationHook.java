package dev.ccexecutor.server.cli;

import dev.ccexecutor.server.cli.client.ExitCode;
import dev.ccexecutor.server.cli.terminal.ProcessSignals;
import dev.ccexecutor.server.logging.Logging;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Drains the server when the process is told to end by SIGTERM, SIGINT or SIGHUP. Told again, it
 * hurries, and the third time it kills what runs.
 */
final class TerminationHook {
  private static final Logger log = LoggerFactory.getLogger(TerminationHook.class);

  private static final List<String> SIGNALS = List.of("TERM", "INT", "HUP");

  private final RunningServer server;
  private final Runnable onStopping;
  private final Thread thread = new Thread(this::drainAndHalt, "termination");

  private TerminationHook(RunningServer server, Runnable onStopping) {
    this.server = server;
    this.onStopping = onStopping;
  }

  /**
   * @param onStopping called first, on whichever thread ends the server
   */
  static TerminationHook install(RunningServer server, Runnable onStopping) {
    TerminationHook hook = new TerminationHook(server, onStopping);
    try {
      Runtime.getRuntime().addShutdownHook(hook.thread);
    } catch (IllegalStateException alreadyEnding) {
      // The signal came while the server was starting, and nobody else would stop it now.
      log.info("told to end while starting");
      hook.drainAndHalt();
    }
    return hook;
  }

  /** For a server that has stopped. Where it was a signal that stopped it, this never returns. */
  void remove() throws InterruptedException {
    try {
      Runtime.getRuntime().removeShutdownHook(thread);
    } catch (IllegalStateException ending) {
      thread.join(); // it ends the process, and has the last word on the exit code
    }
  }

  private void drainAndHalt() {
    int exitCode = ExitCode.OK;
    // The JVM takes them for nothing while it is ending. Before that they are its own, and told
    // here
    // by the hook: a handler of ours costs every start what hardly one needs.
    SIGNALS.forEach(signal -> ProcessSignals.handle(signal, server::hurry));
    try {
      onStopping.run();
      server.drainAndStop();
    } catch (RuntimeException failure) {
      log.error("could not stop cleanly", failure);
      exitCode = ExitCode.SERVER_FAILED;
    }
    Logging.stop();
    // After a signal the JVM ends with 128 + its number whatever its hooks did. To be stopped is
    // this server's normal end, and supervisors take any other code than 0 for a crash.
    Runtime.getRuntime().halt(exitCode);
  }
}
