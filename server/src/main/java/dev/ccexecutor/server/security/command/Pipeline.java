package dev.ccexecutor.server.security.command;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Commands of which each reads what the one before it prints.
 *
 * @param stages the words of each command, quotes taken away; at least one command, each of at
 *     least one word
 */
public record Pipeline(List<List<String>> stages) {
  public Pipeline {
    stages = stages.stream().map(List::copyOf).toList();
  }

  /** A line that every shell reads as just these words. */
  public String toShellLine() {
    return stages.stream()
        .map(words -> words.stream().map(ShellQuoting::quote).collect(Collectors.joining(" ")))
        .collect(Collectors.joining(" | "));
  }

  /** Without the words, which may be secret: this may end up in a log. */
  @Override
  public String toString() {
    return "Pipeline[" + stages.size() + " stages]";
  }
}
