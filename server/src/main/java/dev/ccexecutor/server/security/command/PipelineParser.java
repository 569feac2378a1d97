package dev.ccexecutor.server.security.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Reads a line of the strict grammar, in which every shell would see the same words as this does:
 *
 * <pre>
 *   line   = stage *( "|" stage )
 *   stage  = *blank word *( 1*blank word ) *blank
 *   word   = 1*( plain / single / double )
 *   single = "'" *( any but ' ) "'"
 *   double = DQUOTE *( any but " $ ` \ / "\" ( DQUOTE / "\" / "$" / "`" ) ) DQUOTE
 * </pre>
 *
 * {@link Characters} has what is plain and what is any.
 */
public final class PipelineParser {
  /** Each is a process; no honest line has so many. */
  public static final int MAX_STAGES = 32;

  private static final int END = -1;
  private static final Pattern ASSIGNMENT = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*\\+?=.*");

  /** Of the POSIX shell, bash, ksh and zsh, as far as they are made of plain characters. */
  private static final Set<String> RESERVED_WORDS =
      Set.of(
          "case",
          "coproc",
          "do",
          "done",
          "elif",
          "else",
          "end",
          "esac",
          "fi",
          "for",
          "foreach",
          "function",
          "if",
          "in",
          "nocorrect",
          "repeat",
          "select",
          "then",
          "time",
          "until",
          "while");

  private final int[] characters;
  private final List<List<String>> stages = new ArrayList<>();
  private List<String> words = new ArrayList<>();
  private int position;

  private PipelineParser(String line) {
    characters = line.codePoints().toArray();
  }

  /**
   * Takes a line apart.
   *
   * @throws PipelineSyntaxException at the first character that is not of the grammar
   */
  public static Pipeline parse(String line) throws PipelineSyntaxException {
    return new PipelineParser(line).pipeline();
  }

  private Pipeline pipeline() throws PipelineSyntaxException {
    while (current() != END) {
      if (Characters.isBlank(current())) {
        position++;
      } else if (current() == '|') {
        endStage();
        position++;
      } else {
        words.add(word());
      }
    }
    endStage();
    return new Pipeline(stages);
  }

  private void endStage() throws PipelineSyntaxException {
    if (words.isEmpty()) {
      throw refusal(SyntaxRule.EMPTY_STAGE, position);
    }
    stages.add(words);
    words = new ArrayList<>();
  }

  private String word() throws PipelineSyntaxException {
    int start = position;
    StringBuilder text = new StringBuilder();
    unquoted(text);
    String leading = text.toString();
    boolean quotes = current() == '\'' || current() == '"';
    while (!atWordEnd()) {
      switch (current()) {
        case '\'' -> singleQuoted(text);
        case '"' -> doubleQuoted(text);
        default -> unquoted(text);
      }
    }
    if (words.isEmpty()) {
      checkCommandWord(leading, quotes, start);
    }
    return text.toString();
  }

  /** The word that a shell takes for more than a name, if it stands first. */
  private void checkCommandWord(String leading, boolean quotes, int start)
      throws PipelineSyntaxException {
    if (stages.size() == MAX_STAGES) {
      throw refusal(SyntaxRule.TOO_MANY_STAGES, start);
    }
    if (ASSIGNMENT.matcher(leading).matches()) {
      throw refusal(SyntaxRule.ASSIGNMENT, start);
    }
    if (!quotes && RESERVED_WORDS.contains(leading)) {
      throw refusal(SyntaxRule.RESERVED_WORD, start);
    }
  }

  private boolean atWordEnd() {
    return current() == END || current() == '|' || Characters.isBlank(current());
  }

  private void unquoted(StringBuilder text) throws PipelineSyntaxException {
    while (!atWordEnd() && current() != '\'' && current() != '"') {
      require(Characters.unquoted(current()));
      text.appendCodePoint(characters[position++]);
    }
  }

  private void singleQuoted(StringBuilder text) throws PipelineSyntaxException {
    int opening = position++;
    while (current() != '\'') {
      requireClosing(opening);
      require(Characters.singleQuoted(current()));
      text.appendCodePoint(characters[position++]);
    }
    position++;
  }

  private void doubleQuoted(StringBuilder text) throws PipelineSyntaxException {
    int opening = position++;
    while (current() != '"') {
      requireClosing(opening);
      if (current() == '\\') {
        skipEscape();
      } else {
        require(Characters.doubleQuoted(current()));
      }
      text.appendCodePoint(characters[position++]);
    }
    position++;
  }

  /** Comes to the character that is meant. */
  private void skipEscape() throws PipelineSyntaxException {
    int backslash = position++;
    if (!Characters.isEscapable(current())) {
      throw refusal(SyntaxRule.BACKSLASH, backslash);
    }
  }

  private void requireClosing(int opening) throws PipelineSyntaxException {
    if (current() == END) {
      throw refusal(SyntaxRule.UNCLOSED_QUOTE, opening);
    }
  }

  private void require(SyntaxRule broken) throws PipelineSyntaxException {
    if (broken != null) {
      throw refusal(broken, position);
    }
  }

  private int current() {
    return position < characters.length ? characters[position] : END;
  }

  private PipelineSyntaxException refusal(SyntaxRule rule, int at) {
    return new PipelineSyntaxException(rule, at, describe(at));
  }

  private String describe(int at) {
    if (at == characters.length) {
      return "the end";
    }
    int character = characters[at];
    return character > ' ' && character < 0x7f
        ? Character.toString(character)
        : String.format("U+%04X", character);
  }
}
