package dev.ccexecutor.stress.run;

import dev.ccexecutor.server.config.ProductVersion;
import dev.ccexecutor.server.logging.Logging;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** The program: {@code cc-executor stress}. */
public final class StressMain {

  private static final int HELP_WIDTH = 100;

  private StressMain() {}

  /** Runs it and exits: 0 all held, 1 something did not, 2 the command line is wrong. */
  public static void main(String[] arguments) {
    Logging.configureWarningsOnly();
    System.exit(commandLine(System.getenv()).execute(arguments));
  }

  /**
   * The command line.
   *
   * @param environment of this process
   */
  static CommandLine commandLine(Map<String, String> environment) {
    CommandLine line = new CommandLine(new StressCommand(environment));
    line.setExpandAtFiles(false);
    line.setUsageHelpWidth(HELP_WIDTH);
    line.getCommandSpec().version("cc-executor " + ProductVersion.current());
    line.setParameterExceptionHandler(StressMain::refuse);
    return line;
  }

  /** In a line: the whole help would hide it. */
  private static int refuse(ParameterException wrong, String[] arguments) {
    CommandLine line = wrong.getCommandLine();
    line.getErr().println("cc-executor stress: " + wrong.getMessage());
    line.getErr().println("cc-executor stress --help tells the options.");
    return line.getCommandSpec().exitCodeOnInvalidInput();
  }
}
