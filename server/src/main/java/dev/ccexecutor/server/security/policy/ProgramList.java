package dev.ccexecutor.server.security.policy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The programs that may run, by all that clients may call them. */
public final class ProgramList {
  private static final int MAX_SHOWN_CHARACTERS = 200;

  private final List<ProgramRule> rules;
  private final Map<String, List<ProgramRule>> byName = new HashMap<>();

  ProgramList(List<ProgramRule> rules) {
    this.rules = List.copyOf(rules);
    for (ProgramRule rule : rules) {
      for (String name : rule.program().names()) {
        byName.computeIfAbsent(name, ignored -> new ArrayList<>()).add(rule);
      }
    }
  }

  /** As they were listed. */
  public List<ProgramRule> rules() {
    return rules;
  }

  /**
   * Finds out what a command runs. Names are compared with the list's as they are: no way of
   * writing a path, and no link, leads to a program that is called otherwise there.
   *
   * @param field the parameter that has the command, or its name
   * @throws CommandRefusedException if it must not run
   */
  AllowedProgram find(List<String> command, String field) throws CommandRefusedException {
    String name = command.getFirst();
    List<ProgramRule> named = byName.getOrDefault(name, List.of());
    if (named.isEmpty()) {
      throw CommandRefusedException.of(
              PolicyRule.PROGRAM_NOT_ALLOWED, field, "the program is not on the list")
          .with("program", shown(name));
    }
    List<String> arguments = command.subList(1, command.size());
    for (ProgramRule rule : named) {
      if (rule.allows(arguments)) {
        return rule.program();
      }
    }
    throw CommandRefusedException.of(
            PolicyRule.ARGUMENTS_NOT_ALLOWED,
            field,
            "the program may run with these arguments only: "
                + String.join(", ", named.stream().map(ProgramRule::describe).toList()))
        .with("program", shown(name));
  }

  private static String shown(String name) {
    int end =
        name.offsetByCodePoints(
            0, Math.min(name.codePointCount(0, name.length()), MAX_SHOWN_CHARACTERS));
    return end == name.length() ? name : name.substring(0, end) + "…";
  }
}
