package dev.ccexecutor.server.config;

import java.io.Serial;
import java.util.List;

/** The settings as given cannot be used; says everything that is wrong with them at once. */
public final class ConfigurationException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  private final transient List<String> problems;

  /** Creates the exception from problems of one line each: where, which name, what is wrong. */
  public ConfigurationException(List<String> problems) {
    super(String.join(System.lineSeparator(), problems));
    this.problems = List.copyOf(problems);
  }

  /** Every problem found, one line each. */
  public List<String> problems() {
    return problems;
  }
}
