package dev.ccexecutor.server.cli;

import dev.ccexecutor.protocol.client.CcExecutorClient;
import dev.ccexecutor.protocol.client.ClientConnection;
import dev.ccexecutor.protocol.client.ClientException;
import dev.ccexecutor.protocol.client.ClientOptions;
import dev.ccexecutor.protocol.execution.ExecuteParams;
import dev.ccexecutor.protocol.execution.ExecuteParamsBuilder;
import dev.ccexecutor.protocol.execution.OnDisconnect;
import dev.ccexecutor.protocol.execution.OutputForm;
import dev.ccexecutor.protocol.jsonrpc.InvalidParameterException;
import dev.ccexecutor.server.config.AccessConfig;
import dev.ccexecutor.server.config.InvalidValueException;
import dev.ccexecutor.server.config.Setting;
import dev.ccexecutor.server.config.TimeSpan;
import io.netty.util.NetUtil;
import java.io.PrintWriter;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletionException;

/** {@code run}: has one command run on a server, as if it ran here. */
final class ClientProgram {
  static final String URL_VARIABLE = Setting.ENVIRONMENT_PREFIX + "URL";
  static final String DEFAULT_URL = "ws://127.0.0.1:8003/ws";

  private final Map<String, String> environment;
  private final StandardStreams streams;

  ClientProgram(Map<String, String> environment, StandardStreams streams) {
    this.environment = environment;
    this.streams = streams;
  }

  /**
   * Returns when it is known what became of the command.
   *
   * @return the exit code
   * @throws WrongArgumentException before anything was done
   */
  int run(RunRequest request, PrintWriter err) throws WrongArgumentException {
    URI server = serverUri(request);
    ExecuteParams params = executeParams(request, isThisMachine(server));
    ClientOptions options = request.credentials().addTo(ClientOptions.defaults(), environment);
    Outcome outcome = run(server, options, params);
    if (!outcome.message().isEmpty()) {
      err.println("cc-executor: " + outcome.message());
      err.flush();
    }
    return outcome.exitCode();
  }

  private Outcome run(URI server, ClientOptions options, ExecuteParams params) {
    RemoteCommand command = new RemoteCommand(streams);
    ClientConnection connection;
    try {
      connection = CcExecutorClient.connect(server, options.withListener(command)).join();
    } catch (CompletionException failed) {
      return Outcome.clientFailed(describe(failed.getCause()));
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

  /** With what can be done about it, where that is known. */
  private static String describe(Throwable failure) {
    ClientException.Reason reason =
        failure instanceof ClientException known ? known.reason() : ClientException.Reason.FAILED;
    return failure.getMessage()
        + switch (reason) {
          case UNAUTHORIZED -> ": give --token-file, or set " + AccessConfig.TOKEN_VARIABLE;
          case TLS -> " (see --ca, --cert and --key)";
          default -> "";
        };
  }

  private static ExecuteParams executeParams(RunRequest request, boolean thisMachine)
      throws WrongArgumentException {
    ExecuteParamsBuilder builder =
        request.words().size() == 1
            ? ExecuteParams.command(request.words().getFirst())
            : ExecuteParams.argv(request.words());
    builder.output(OutputForm.BINARY).onDisconnect(OnDisconnect.CANCEL);
    String directory = request.workingDirectory();
    if (thisMachine) {
      Path here = Path.of("").toAbsolutePath();
      builder.cwd(here.resolve(directory == null ? "" : directory).toString());
    } else if (directory != null) {
      builder.cwd(directory);
    }
    String timeout = request.timeout();
    try {
      if (timeout != null) {
        builder.timeout(TimeSpan.parseMillis(timeout) / 1000.0);
      }
      return builder.build();
    } catch (InvalidValueException invalid) {
      throw new WrongArgumentException("--timeout: '" + timeout + "' " + invalid.getMessage());
    } catch (InvalidParameterException invalid) {
      throw new WrongArgumentException(invalid.field() + " " + invalid.getMessage());
    }
  }

  private URI serverUri(RunRequest request) throws WrongArgumentException {
    String text =
        request.url() != null ? request.url() : environment.getOrDefault(URL_VARIABLE, "");
    try {
      return new URI(text.isEmpty() ? DEFAULT_URL : text);
    } catch (URISyntaxException malformed) {
      throw new WrongArgumentException("'" + text + "' is no URL");
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
}
