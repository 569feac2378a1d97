package dev.ccexecutor.server.cli;

import dev.ccexecutor.server.cli.client.ExitCode;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Serves for as long as one rehearsal takes. It is what the launcher has the JVM learn a start from
 * (docs/decisions/0015-start-up.md), so it goes the same way as {@code serve}.
 */
@Command(name = "rehearse", hidden = true)
final class RehearseCommand implements Callable<Integer> {
  private static final long START_SECONDS = 60;

  private final ServerStarter starter;

  @Spec private CommandSpec spec;

  @Option(names = "--data-dir", required = true)
  private Path dataDirectory;

  @Parameters(arity = "1..*")
  private List<String> lastCommand;

  RehearseCommand(ServerStarter starter) {
    this.starter = starter;
  }

  @Override
  public Integer call() throws Exception {
    CompletableFuture<RunningServer> started = new CompletableFuture<>();
    ServerProgram program =
        new ServerProgram(
            config -> {
              RunningServer server = starter.start(config);
              started.complete(server);
              return server;
            },
            Map.of(), // Whoever starts this has settings that are none of a rehearsal.
            false);
    CompletableFuture<Integer> played = new CompletableFuture<>();
    PrintWriter err = spec.commandLine().getErr();
    Thread.ofPlatform().daemon().name("rehearsal").start(() -> played.complete(play(started, err)));
    Map<String, String> options =
        Map.of(
            "port",
            "0",
            "data-dir",
            dataDirectory.toString(),
            "handshake-timeout",
            Long.toString(RehearsedClient.PATIENCE_SECONDS));
    int exitCode = program.serve(options, spec.commandLine().getOut(), err);
    return exitCode == ExitCode.OK ? played.get() : exitCode;
  }

  private int play(CompletableFuture<RunningServer> started, PrintWriter err) {
    try {
      RunningServer server = started.get(START_SECONDS, TimeUnit.SECONDS);
      try {
        new Rehearsal(URI.create("ws://" + server.host() + ":" + server.port() + "/ws"))
            .play(lastCommand);
        return ExitCode.OK;
      } finally {
        server.drainAndStop();
      }
    } catch (Exception failure) {
      failure.printStackTrace(err);
      return ExitCode.SERVER_FAILED;
    }
  }
}
