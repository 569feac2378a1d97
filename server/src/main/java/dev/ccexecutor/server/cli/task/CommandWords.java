package dev.ccexecutor.server.cli.task;

import java.util.ArrayList;
import java.util.List;

/** Cuts a command into words: at blanks, but for what is in quotes. Nothing is expanded. */
final class CommandWords {
  private static final char NO_QUOTE = 0;

  private CommandWords() {}

  static List<String> split(String command) {
    List<String> words = new ArrayList<>();
    StringBuilder word = null;
    char quote = NO_QUOTE;
    for (int i = 0; i < command.length(); i++) {
      char c = command.charAt(i);
      if (quote != NO_QUOTE && c == quote) {
        quote = NO_QUOTE;
      } else if (quote == NO_QUOTE && (c == '\'' || c == '"')) {
        quote = c;
        word = word == null ? new StringBuilder() : word;
      } else if (quote == NO_QUOTE && (c == ' ' || c == '\t')) {
        if (word != null) {
          words.add(word.toString());
        }
        word = null;
      } else {
        word = (word == null ? new StringBuilder() : word).append(c);
      }
    }
    if (quote != NO_QUOTE) {
      throw new IllegalArgumentException("--agent-command: a quote is not closed");
    }
    if (word != null) {
      words.add(word.toString());
    }
    return words;
  }
}
