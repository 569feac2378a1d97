package dev.ccexecutor.server.cli;

import dev.ccexecutor.server.config.ConfigurationException;
import dev.ccexecutor.server.config.ServerConfig;
import dev.ccexecutor.server.logging.Logging;
import java.io.PrintWriter;
import java.util.Map;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Starts the server, and stays until it has stopped. */
@Command(
    name = "serve",
    description = "Starts the server.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    abbreviateSynopsis = true,
    footer = {
      "",
      "What the command line does not say is taken from the environment, then from the file.",
      "Sizes may end in K, M or G (powers of 1024), times in ms, s, m or h.",
      "Exit code: 0 after SIGTERM or SIGINT, 1 if the server cannot start, 2 for wrong settings."
    })
final class ServeCommand implements Callable<Integer> {
  private static final Logger log = LoggerFactory.getLogger(ServeCommand.class);

  private final ServerStarter starter;
  private final Map<String, String> environment;

  @Spec private CommandSpec spec;

  ServeCommand(ServerStarter starter, Map<String, String> environment) {
    this.starter = starter;
    this.environment = environment;
  }

  @Override
  public Integer call() throws InterruptedException {
    ServerConfig config;
    try {
      Map<String, String> options = SettingOptions.given(spec.commandLine().getParseResult());
      config = ServerConfig.resolve(options, environment);
    } catch (ConfigurationException wrong) {
      wrong.problems().forEach(this::complain);
      return ExitCode.USAGE;
    }
    Logging.configure(config.logLevel(), config.logFormat());
    config.describe().forEach(line -> log.info("setting {}", line));
    config.warnings().forEach(log::warn);
    return serve(config);
  }

  private int serve(ServerConfig config) throws InterruptedException {
    RunningServer server;
    try {
      server = starter.start(config);
    } catch (Exception failure) {
      if (!StartFailure.isOfTheAddress(failure)) {
        log.error("the server could not start", failure);
      }
      complain(StartFailure.describe(config, failure));
      return ExitCode.SERVER_FAILED;
    }
    TerminationHook hook = TerminationHook.install(server);
    announce(server);
    server.awaitStopped();
    hook.remove();
    return ExitCode.OK;
  }

  /** Programs that start the server wait for this line, which is all that goes to stdout. */
  private void announce(RunningServer server) {
    String host = server.host().contains(":") ? "[" + server.host() + "]" : server.host();
    PrintWriter out = spec.commandLine().getOut();
    out.println("listening on ws://" + host + ":" + server.port() + "/ws");
    out.flush();
  }

  private void complain(String problem) {
    PrintWriter err = spec.commandLine().getErr();
    err.println("cc-executor: " + problem);
    err.flush();
  }
}
