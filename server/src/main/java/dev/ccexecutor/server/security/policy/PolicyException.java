package dev.ccexecutor.server.security.policy;

import java.io.Serial;
import java.util.List;

/** A list or a file of policies can't be used; says everything that is wrong with it at once. */
public final class PolicyException extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  private final transient List<String> problems;

  PolicyException(List<String> problems) {
    super(String.join("; ", problems));
    this.problems = List.copyOf(problems);
  }

  /** Each in one line: where, and what is wrong. */
  public List<String> problems() {
    return problems;
  }
}
