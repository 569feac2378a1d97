package dev.ccexecutor.server.security.command;

import java.util.Locale;

/** Why a line is not of the strict grammar. The names in lower case are part of the contract. */
public enum SyntaxRule {
  SEPARATOR("ends a command here"),
  NEWLINE("must not be in a command line; argv takes it"),
  REDIRECTION("is a redirection"),
  EXPANSION("is an expansion; in single quotes it is a character like others"),
  SUBSTITUTION("is a command substitution; in single quotes it is a character like others"),
  GLOB("is a file name pattern; quoted it is a character like others"),
  TILDE("may stand for a home directory; quoted it is a character like others"),
  COMMENT("may begin a comment; quoted it is a character like others"),
  HISTORY("may be a negation; quoted it is a character like others"),
  BRACE("is a group or a brace expansion; quoted it is a character like others"),
  GROUP("is a subshell or a function; quoted it is a character like others"),
  BACKSLASH("must be in single quotes, or in double quotes ahead of one of \" \\ $ `"),
  CONTROL_CHARACTER("must not be in a command line; argv takes it"),
  UNUSUAL_CHARACTER("must be quoted: only letters, marks and digits need not"),
  MALFORMED_TEXT("is half of a surrogate pair"),
  UNCLOSED_QUOTE("opens a quote that is not closed"),
  EMPTY_STAGE("has no command on one of its sides"),
  ASSIGNMENT("begins an assignment"),
  RESERVED_WORD("begins a word that is reserved in a shell"),
  TOO_MANY_STAGES("begins one command too many");

  private final String explanation;

  SyntaxRule(String explanation) {
    this.explanation = explanation;
  }

  /** The word for programs. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** For people; what stands at the position is its subject. */
  public String explanation() {
    return explanation;
  }
}
