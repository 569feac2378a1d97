package dev.ccexecutor.server.security.policy;

import java.util.List;

/**
 * A program that may run, and with what.
 *
 * @param text as it was listed
 * @param leading arguments that it must begin with
 * @param exact whether nothing may follow them
 */
public record ProgramRule(
    String text, AllowedProgram program, List<String> leading, boolean exact) {
  public ProgramRule {
    leading = List.copyOf(leading);
  }

  boolean allows(List<String> arguments) {
    return arguments.size() >= leading.size()
        && arguments.subList(0, leading.size()).equals(leading)
        && (!exact || arguments.size() == leading.size());
  }

  /**
   * As clients are shown it: the name that was listed, its arguments, and whether more may follow.
   */
  public String describe() {
    String command = leading.isEmpty() ? text : text + " " + String.join(" ", leading);
    return exact ? command : command + " …";
  }
}
