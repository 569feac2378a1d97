package dev.ccexecutor.server.security.command;

/** Which characters may stand where in a line of the strict grammar. */
final class Characters {
  private static final String PLAIN_PUNCTUATION = "_-./,:=@%+^";

  private Characters() {}

  /** Between words. */
  static boolean isBlank(int character) {
    return character == ' ' || character == '\t';
  }

  /** Why a character may not stand outside quotes; null if it may, as a part of a word. */
  static SyntaxRule unquoted(int character) {
    return switch (character) {
      case ';', '&' -> SyntaxRule.SEPARATOR;
      case '<', '>' -> SyntaxRule.REDIRECTION;
      case '$' -> SyntaxRule.EXPANSION;
      case '`' -> SyntaxRule.SUBSTITUTION;
      case '*', '?', '[', ']' -> SyntaxRule.GLOB;
      case '~' -> SyntaxRule.TILDE;
      case '#' -> SyntaxRule.COMMENT;
      case '!' -> SyntaxRule.HISTORY;
      case '{', '}' -> SyntaxRule.BRACE;
      case '(', ')' -> SyntaxRule.GROUP;
      case '\\' -> SyntaxRule.BACKSLASH;
      default -> isPlain(character) ? null : ruleOfOther(character);
    };
  }

  /** Why a character may not stand in single quotes; null if it may. */
  static SyntaxRule singleQuoted(int character) {
    return anywhere(character);
  }

  /** Why a character may not stand in double quotes; null if it may, or is a backslash. */
  static SyntaxRule doubleQuoted(int character) {
    return switch (character) {
      case '$' -> SyntaxRule.EXPANSION;
      case '`' -> SyntaxRule.SUBSTITUTION;
      default -> anywhere(character);
    };
  }

  /** Whether a backslash ahead of it in double quotes takes its meaning away. */
  static boolean isEscapable(int character) {
    return character == '"' || character == '\\' || character == '$' || character == '`';
  }

  private static SyntaxRule anywhere(int character) {
    if (character == '\n' || character == '\r') {
      return SyntaxRule.NEWLINE;
    }
    return switch (Character.getType(character)) {
      case Character.CONTROL -> character == '\t' ? null : SyntaxRule.CONTROL_CHARACTER;
      case Character.SURROGATE -> SyntaxRule.MALFORMED_TEXT;
      default -> null;
    };
  }

  private static SyntaxRule ruleOfOther(int character) {
    SyntaxRule rule = anywhere(character);
    return rule == null ? SyntaxRule.UNUSUAL_CHARACTER : rule;
  }

  /**
   * Beyond ASCII only what words are made of: no blank or look-alike of an operator is to be taken
   * for one thing by a person and for another here.
   */
  private static boolean isPlain(int character) {
    if (character < 0x80) {
      return Character.isLetterOrDigit(character) || PLAIN_PUNCTUATION.indexOf(character) >= 0;
    }
    return switch (Character.getType(character)) {
      case Character.NON_SPACING_MARK, Character.COMBINING_SPACING_MARK, Character.ENCLOSING_MARK ->
          true;
      default -> Character.isLetterOrDigit(character);
    };
  }
}
