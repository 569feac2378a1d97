package dev.ccexecutor.server.cli;

import dev.ccexecutor.server.cli.client.ExitCode;
import dev.ccexecutor.server.cli.client.HealthProbe;
import dev.ccexecutor.server.cli.client.ServerAddress;
import dev.ccexecutor.server.cli.client.WrongArgumentException;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Tells whether a server is well, for whoever looks after containers. */
@Command(
    name = "health",
    description = "Tells whether the server answers. Needs no token.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    footer = {
      "",
      "A server's certificate is not checked, since nothing is shown to it; one that wants a"
          + " client's",
      "certificate can't be asked.",
      "",
      "Exit code: 0 if it is well, 1 if it says that it is not, or does not answer, 2 if the"
          + " command",
      "line is wrong."
    })
final class HealthCommand implements Callable<Integer> {
  private static final int UNWELL = 1;

  private final Map<String, String> environment;

  @Spec private CommandSpec spec;

  @Option(
      names = "--url",
      paramLabel = "URL",
      description = "The server: ws://HOST:PORT/ws, as for the other commands.")
  private String url;

  @Option(
      names = "--ready",
      description = "Asks whether it takes new work: not while it is ending.")
  private boolean ready;

  HealthCommand(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() {
    URI server;
    try {
      server = ServerAddress.of(url, environment);
    } catch (WrongArgumentException wrong) {
      throw new ParameterException(spec.commandLine(), wrong.getMessage());
    }
    try {
      HealthProbe.Reply reply = HealthProbe.ask(server, ready ? "/readyz" : "/healthz");
      spec.commandLine().getOut().println(reply.text());
      return reply.isWell() ? ExitCode.OK : UNWELL;
    } catch (IOException failure) {
      spec.commandLine().getErr().println("cc-executor: " + server + ": " + failure.getMessage());
      return UNWELL;
    }
  }
}
