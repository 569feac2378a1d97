package dev.ccexecutor.server.security.policy;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Makes rules of what a list says of programs, and collects what is wrong on the way. */
final class ProgramReader {
  private final ProgramSearchPath path;
  private final List<String> problems;

  ProgramReader(ProgramSearchPath path, List<String> problems) {
    this.path = path;
    this.problems = problems;
  }

  /** A program and its leading arguments as one text, with blanks between them. */
  Optional<ProgramRule> words(String place, String text) {
    return command(place, Arrays.asList(text.strip().split("[ \t]+")), false);
  }

  /** A program and its leading arguments. */
  Optional<ProgramRule> command(String place, List<String> words, boolean exact) {
    String program = words.isEmpty() ? "" : words.getFirst();
    try {
      AllowedProgram found = path.find(program);
      return Optional.of(new ProgramRule(program, found, words.subList(1, words.size()), exact));
    } catch (NoProgramException e) {
      problems.add(place + ": \"" + program + "\" " + e.getMessage());
      return Optional.empty();
    }
  }
}
