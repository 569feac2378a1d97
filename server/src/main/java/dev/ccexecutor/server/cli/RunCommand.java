package dev.ccexecutor.server.cli;

import dev.ccexecutor.server.config.AccessConfig;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What picocli knows of {@code run}. */
@Command(
    name = "run",
    description = "Runs a command on a server; its output and exit code come out here.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    customSynopsis = "cc-executor run [OPTIONS] -- COMMAND...",
    footer = {
      "",
      "The exit code is the command's, or 127 if it is not found, 126 if it cannot be executed,",
      "125 if there is no server or the connection is lost, 141 if nobody reads the output."
    })
final class RunCommand implements Callable<Integer> {
  private final ClientProgram program;

  @Spec private CommandSpec spec;

  @Option(
      names = "--url",
      paramLabel = "URL",
      description = {
        "The server to run it on.",
        "Default: " + ClientProgram.DEFAULT_URL + ". Variable: " + ClientProgram.URL_VARIABLE + "."
      })
  private String url;

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description = {
        "File with the token, or a line name:token, for this user's eyes only.",
        "Default: none. The variable " + AccessConfig.TOKEN_VARIABLE + " may have the token itself."
      })
  private String tokenFile;

  @Option(
      names = "--ca",
      paramLabel = "FILE",
      description = "PEM file of issuers to trust with wss://. Default: those that Java trusts.")
  private String issuers;

  @Option(
      names = "--cert",
      paramLabel = "FILE",
      description = "PEM file of this client's certificate. Default: none.")
  private String certificate;

  @Option(
      names = "--key",
      paramLabel = "FILE",
      description = "PEM file of its key (PKCS#8, not encrypted). Default: none.")
  private String key;

  @Option(names = TokenOption.NAME, hidden = true, arity = "0..1", fallbackValue = "")
  private String token;

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

  RunCommand(ClientProgram program) {
    this.program = program;
  }

  @Override
  public Integer call() {
    if (token != null) {
      throw new ParameterException(spec.commandLine(), TokenOption.REFUSAL);
    }
    try {
      return program.run(request(), spec.commandLine().getErr());
    } catch (WrongArgumentException wrong) {
      throw new ParameterException(spec.commandLine(), wrong.getMessage());
    }
  }

  RunRequest request() {
    return new RunRequest(
        url,
        new ClientCredentials(tokenFile, issuers, certificate, key),
        workingDirectory,
        timeout,
        words);
  }
}
