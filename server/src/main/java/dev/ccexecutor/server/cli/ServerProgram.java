package dev.ccexecutor.server.cli;

import dev.ccexecutor.server.cli.client.ExitCode;
import dev.ccexecutor.server.config.ConfigurationException;
import dev.ccexecutor.server.config.ServerConfig;
import dev.ccexecutor.server.doctor.StartChecks;
import dev.ccexecutor.server.supervisor.ServiceManager;
import java.io.PrintWriter;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code serve}: starts the server, and stays until it has stopped. */
final class ServerProgram {
  private static final Logger log = LoggerFactory.getLogger(ServerProgram.class);

  private final ServerStarter starter;
  private final Map<String, String> environment;
  private final boolean isTerminal;

  /**
   * @param isTerminal whether somebody looks at stderr
   */
  ServerProgram(ServerStarter starter, Map<String, String> environment, boolean isTerminal) {
    this.starter = starter;
    this.environment = environment;
    this.isTerminal = isTerminal;
  }

  /**
   * Returns when the server has stopped, or could not start.
   *
   * @param options the texts that the command line has for settings, by their names
   * @return the exit code
   */
  int serve(Map<String, String> options, PrintWriter out, PrintWriter err)
      throws InterruptedException {
    ServerConfig config;
    try {
      config = ServerConfig.resolve(ActivatedAddress.addTo(options, environment), environment);
    } catch (ConfigurationException wrong) {
      wrong.problems().forEach(problem -> complain(err, problem));
      return ExitCode.USAGE;
    }
    try {
      LogSetUp logging = LogSetUp.of(config.log(), isTerminal, environment);
      try {
        return serve(config, out, err);
      } finally {
        logging.close();
      }
    } catch (ConfigurationException wrong) {
      wrong.problems().forEach(problem -> complain(err, problem));
      return ExitCode.USAGE;
    }
  }

  private int serve(ServerConfig config, PrintWriter out, PrintWriter err)
      throws InterruptedException {
    config.describe().forEach(line -> log.info("setting {}", line));
    config.warnings().forEach(log::warn);
    StartChecks.run(config, environment);
    RunningServer server;
    try {
      server = starter.start(config);
    } catch (ConfigurationException wrong) {
      throw wrong;
    } catch (Exception failure) {
      if (!StartFailure.isOfTheAddress(failure)) {
        log.error("the server could not start", failure);
      }
      complain(err, StartFailure.describe(config, failure));
      return ExitCode.SERVER_FAILED;
    }
    ServiceManager manager = ServiceManager.of(environment);
    TerminationHook hook =
        TerminationHook.install(
            server,
            () -> manager.stopping("draining: " + server.status(), config.drainTimeoutMillis()));
    announce(server, out);
    manager.ready(server);
    server.awaitStopped();
    hook.remove();
    return ExitCode.OK;
  }

  /** Programs that start the server wait for this line, which is all that goes to stdout. */
  private static void announce(RunningServer server, PrintWriter out) {
    String host = server.host().contains(":") ? "[" + server.host() + "]" : server.host();
    String scheme = server.isEncrypted() ? "wss" : "ws";
    out.println("listening on " + scheme + "://" + host + ":" + server.port() + "/ws");
    out.flush();
  }

  private static void complain(PrintWriter err, String problem) {
    err.println("cc-executor: " + problem);
    err.flush();
  }
}
