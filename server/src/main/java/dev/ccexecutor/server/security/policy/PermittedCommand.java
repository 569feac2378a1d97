package dev.ccexecutor.server.security.policy;

import java.util.List;

/**
 * What is to be spawned.
 *
 * @param program the path of the file; null to look the first of argv up
 * @param argv the command's name, as it sees it, and its arguments
 * @param programs whose files must still be what they were when the list was made; none if any
 *     program may run
 */
public record PermittedCommand(String program, List<String> argv, List<AllowedProgram> programs) {
  public PermittedCommand {
    argv = List.copyOf(argv);
    programs = List.copyOf(programs);
  }

  static PermittedCommand anything(List<String> argv) {
    return new PermittedCommand(null, argv, List.of());
  }

  /** Without the words, which may be secret: this may end up in a log. */
  @Override
  public String toString() {
    return "PermittedCommand[programs=" + programs + "]";
  }
}
