package dev.ccexecutor.server.execution;

import dev.ccexecutor.protocol.execution.StdinMode;
import java.util.List;

/**
 * What a status tells of a command: enough for people to know it again. Immutable.
 *
 * @param text the beginning of the command line, or of the arguments with blanks between them
 * @param stdin as it was asked for
 * @param terminal whether its streams are one terminal
 */
public record ShownCommand(String text, StdinMode stdin, boolean terminal) {
  /** Beside what else is kept of an execution that has ended, this is little. */
  static final int MAX_CHARACTERS = 256;

  private static final String MORE = "…";

  /** Of these words, of which there may be very many. */
  public static ShownCommand of(List<String> words, StdinMode stdin, boolean terminal) {
    StringBuilder text = new StringBuilder();
    for (String word : words) {
      text.append(text.isEmpty() ? "" : " ");
      text.append(word, 0, Math.min(word.length(), MAX_CHARACTERS + 1));
      if (text.length() > MAX_CHARACTERS) {
        break;
      }
    }
    return new ShownCommand(cut(text), stdin, terminal);
  }

  private static String cut(StringBuilder text) {
    if (text.length() <= MAX_CHARACTERS) {
      return text.toString();
    }
    int end = MAX_CHARACTERS - MORE.length();
    // Not within a character of two halves.
    return text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end)
        + MORE;
  }

  /** Without the text, which may hold secrets. */
  @Override
  public String toString() {
    return "ShownCommand[stdin=" + stdin + ", terminal=" + terminal + "]";
  }
}
