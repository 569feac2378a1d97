package dev.ccexecutor.server.cli;

import dev.ccexecutor.server.cli.client.TokenOption;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What picocli knows of {@code serve}. */
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
  private final ServerProgram program;

  @Spec private CommandSpec spec;

  ServeCommand(ServerProgram program) {
    this.program = program;
  }

  @Override
  public Integer call() throws InterruptedException {
    CommandLine line = spec.commandLine();
    if (line.getParseResult().hasMatchedOption(TokenOption.NAME)) {
      throw new ParameterException(line, TokenOption.REFUSAL);
    }
    return program.serve(SettingOptions.given(line.getParseResult()), line.getOut(), line.getErr());
  }
}
