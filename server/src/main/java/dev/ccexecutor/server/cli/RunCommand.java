package dev.ccexecutor.server.cli;

import dev.ccexecutor.protocol.client.CcExecutorClient;
import dev.ccexecutor.protocol.client.ClientConnection;
import dev.ccexecutor.protocol.client.ClientOptions;
import dev.ccexecutor.protocol.execution.ExecuteParams;
import dev.ccexecutor.protocol.execution.ExecuteParamsBuilder;
import dev.ccexecutor.protocol.execution.OnDisconnect;
import dev.ccexecutor.protocol.execution.OutputForm;
import dev.ccexecutor.protocol.jsonrpc.InvalidParameterException;
import dev.ccexecutor.server.config.InvalidValueException;
import dev.ccexecutor.server.config.Setting;
import dev.ccexecutor.server.config.TimeSpan;
import io.netty.util.NetUtil;
import java.io.PrintWriter;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Has one command run on a server, as if it ran here. */
@Command(
    name = "run",
    description = "Runs a command on a server; its output and exit code come out here.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    customSynopsis = "cc-executor run [--url=URL] [--cwd=DIR] [--timeout=SECONDS] -- COMMAND...",
    footer = {
      "",
      "The exit code is the command's, or 127 if it is not found, 126 if it cannot be executed,",
      "125 if there is no server or the connection is lost, 141 if nobody reads the output."
    })
final class RunCommand implements Callable<Integer> {
  private static final String URL_VARIABLE = Setting.ENVIRONMENT_PREFIX + "URL";
  private static final String DEFAULT_URL = "ws://127.0.0.1:8003/ws";

  private final Map<String, String> environment;
  private final StandardStreams streams;

  @Spec private CommandSpec spec;

  @Option(
      names = "--url",
      paramLabel = "URL",
      description = {
        "The server to run it on.",
        "Default: " + DEFAULT_URL + ". Variable: " + URL_VARIABLE + "."
      })
  private String url;

  @Option(
      names = "--cwd",
      paramLabel = "DIR",
      description = {
        "Directory to run it in.",
        "Default: this one if the server is on this machine, else the server's."
      })
  private String workingDirectory;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      description = "Time after which it is stopped; may end in ms, s, m or h. Default: none.")
  private String timeout;

  @Parameters(
      arity = "1..*",
      paramLabel = "COMMAND",
      description = "One word is a line for the shell; more are a program and its arguments.")
  private List<String> words;

  RunCommand(Map<String, String> environment, StandardStreams streams) {
    this.environment = environment;
    this.streams = streams;
  }

  @Override
  public Integer call() {
    URI server = serverUri();
    ExecuteParams params = executeParams(isThisMachine(server));
    Outcome outcome = run(server, params);
    if (!outcome.message().isEmpty()) {
      PrintWriter err = spec.commandLine().getErr();
      err.println("cc-executor: " + outcome.message());
      err.flush();
    }
    return outcome.exitCode();
  }

  private Outcome run(URI server, ExecuteParams params) {
    RemoteCommand command = new RemoteCommand(streams);
    ClientConnection connection;
    try {
      ClientOptions options = ClientOptions.defaults().withListener(command);
      connection = CcExecutorClient.connect(server, options).join();
    } catch (CompletionException failed) {
      return Outcome.clientFailed(failed.getCause().getMessage());
    }
    connection
        .request("execute", params)
        .whenComplete(
            (result, failure) -> {
              if (failure != null) {
                command.failToStart(failure);
              }
            });
    Outcome outcome = command.outcome().join();
    // Ends the command too, where it still runs: nobody would read what it writes.
    connection.close().join();
    return outcome;
  }

  private ExecuteParams executeParams(boolean thisMachine) {
    ExecuteParamsBuilder builder =
        words.size() == 1 ? ExecuteParams.command(words.getFirst()) : ExecuteParams.argv(words);
    builder.output(OutputForm.BINARY).onDisconnect(OnDisconnect.CANCEL);
    if (thisMachine) {
      Path here = Path.of("").toAbsolutePath();
      builder.cwd(here.resolve(workingDirectory == null ? "" : workingDirectory).toString());
    } else if (workingDirectory != null) {
      builder.cwd(workingDirectory);
    }
    try {
      if (timeout != null) {
        builder.timeout(TimeSpan.parseMillis(timeout) / 1000.0);
      }
      return builder.build();
    } catch (InvalidValueException invalid) {
      throw wrong("--timeout: '" + timeout + "' " + invalid.getMessage());
    } catch (InvalidParameterException invalid) {
      throw wrong(invalid.field() + " " + invalid.getMessage());
    }
  }

  private URI serverUri() {
    String text = url != null ? url : environment.getOrDefault(URL_VARIABLE, "");
    try {
      return new URI(text.isEmpty() ? DEFAULT_URL : text);
    } catch (URISyntaxException malformed) {
      throw wrong("'" + text + "' is no URL");
    }
  }

  /** Told by the name alone: to look names up might ask a name server far away. */
  private static boolean isThisMachine(URI server) {
    String host = server.getHost() == null ? "" : server.getHost();
    if (host.equalsIgnoreCase("localhost")) {
      return true;
    }
    byte[] address = NetUtil.createByteArrayFromIpAddressString(host);
    return address != null && (address.length == 4 ? address[0] == 127 : host.equals("[::1]"));
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
