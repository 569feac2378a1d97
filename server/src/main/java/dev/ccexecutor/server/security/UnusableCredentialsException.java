package dev.ccexecutor.server.security;

import java.io.Serial;
import java.util.List;

/**
 * Tokens, a key or certificates can't be used as they are. The problems are one line each, say what
 * to do, and never contain a secret.
 */
public final class UnusableCredentialsException extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  private final transient List<String> problems;

  /** Several problems at once. */
  public UnusableCredentialsException(List<String> problems) {
    super(String.join("; ", problems));
    this.problems = List.copyOf(problems);
  }

  /** One problem. */
  public UnusableCredentialsException(String problem) {
    this(List.of(problem));
  }

  public List<String> problems() {
    return problems;
  }
}
