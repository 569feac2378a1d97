package dev.ccexecutor.server.security.policy;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes rules of what lists say of programs, and collects what is wrong on the way. A program that
 * many of them name is looked for once.
 */
final class ProgramReader {
  private final ProgramSearchPath path;
  private final List<String> problems;
  private final Map<String, AllowedProgram> found = new HashMap<>();

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
      return Optional.of(
          new ProgramRule(program, find(program), words.subList(1, words.size()), exact));
    } catch (NoProgramException e) {
      problems.add(place + ": \"" + program + "\" " + e.getMessage());
      return Optional.empty();
    }
  }

  private AllowedProgram find(String program) throws NoProgramException {
    AllowedProgram known = found.get(program);
    if (known == null) {
      known = path.find(program);
      found.put(program, known);
    }
    return known;
  }
}
