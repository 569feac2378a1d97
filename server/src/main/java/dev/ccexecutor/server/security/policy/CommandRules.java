package dev.ccexecutor.server.security.policy;

import dev.ccexecutor.server.security.command.Pipeline;
import dev.ccexecutor.server.security.command.PipelineParser;
import dev.ccexecutor.server.security.command.PipelineSyntaxException;
import java.util.ArrayList;
import java.util.List;

/** Which commands may run. */
public sealed interface CommandRules {
  /**
   * A program and its arguments.
   *
   * @throws CommandRefusedException if it must not run
   */
  PermittedCommand permitArgv(List<String> argv) throws CommandRefusedException;

  /**
   * A command line.
   *
   * @param shell the server's
   * @throws CommandRefusedException if it must not run
   */
  PermittedCommand permitLine(String line, String shell) throws CommandRefusedException;

  /** No program at all. */
  record Nothing() implements CommandRules {
    @Override
    public PermittedCommand permitArgv(List<String> argv) throws CommandRefusedException {
      throw refusal();
    }

    @Override
    public PermittedCommand permitLine(String line, String shell) throws CommandRefusedException {
      throw refusal();
    }

    private static CommandRefusedException refusal() {
      return CommandRefusedException.of(
          PolicyRule.NO_POLICY, null, "No policy lets you run anything");
    }
  }

  /**
   * Any program.
   *
   * @param shells whether the server's shell may run lines
   */
  record Anything(boolean shells) implements CommandRules {
    @Override
    public PermittedCommand permitArgv(List<String> argv) {
      return PermittedCommand.anything(argv);
    }

    @Override
    public PermittedCommand permitLine(String line, String shell) throws CommandRefusedException {
      if (!shells) {
        throw CommandRefusedException.of(
            PolicyRule.SHELL_NOT_ALLOWED, "command", "no shell may run here; argv is taken");
      }
      return PermittedCommand.anything(List.of(shell, "-c", line));
    }
  }

  /** The programs of a list, by argv, or in lines of the strict grammar. */
  record Listed(ProgramList programs) implements CommandRules {
    /**
     * Not the server's: what is left for a shell to do is to connect pipes, and there are some that
     * read files of the user's first (zsh(1), .zshenv).
     */
    private static final String PLAIN_SHELL = "/bin/sh";

    @Override
    public PermittedCommand permitArgv(List<String> argv) throws CommandRefusedException {
      return single(argv, "argv[0]");
    }

    @Override
    public PermittedCommand permitLine(String line, String shell) throws CommandRefusedException {
      Pipeline pipeline = parse(line);
      if (pipeline.stages().size() == 1) {
        return single(pipeline.stages().getFirst(), "command");
      }
      List<AllowedProgram> found = new ArrayList<>();
      List<List<String>> stages = new ArrayList<>();
      for (List<String> stage : pipeline.stages()) {
        AllowedProgram program = programs.find(stage, "command");
        found.add(program);
        stages.add(withPath(program, stage));
      }
      String quoted = new Pipeline(stages).toShellLine();
      return new PermittedCommand(PLAIN_SHELL, List.of(PLAIN_SHELL, "-c", quoted), found);
    }

    /** No shell is needed. */
    private PermittedCommand single(List<String> command, String field)
        throws CommandRefusedException {
      AllowedProgram program = programs.find(command, field);
      return new PermittedCommand(
          program.realPath().toString(), withPath(program, command), List.of(program));
    }

    /** The name is the list's, whatever the client has called it. */
    private static List<String> withPath(AllowedProgram program, List<String> command) {
      List<String> words = new ArrayList<>(command);
      words.set(0, program.path().toString());
      return words;
    }

    private static Pipeline parse(String line) throws CommandRefusedException {
      try {
        return PipelineParser.parse(line);
      } catch (PipelineSyntaxException e) {
        throw CommandRefusedException.of(e);
      }
    }
  }
}
