package dev.ccexecutor.server.security.policy;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Which variables a client may set or remove.
 *
 * @param patterns names, or prefixes with a star at the end
 * @param guarded whether no prefix covers a variable by which a program is made to run other code:
 *     such a one must be named in full
 */
public record EnvironmentRule(List<String> patterns, boolean guarded) {
  public EnvironmentRule {
    patterns = List.copyOf(patterns);
  }

  void check(Collection<String> names) throws CommandRefusedException {
    for (String name : names) {
      if (!allows(name)) {
        throw CommandRefusedException.of(
            PolicyRule.ENVIRONMENT_NOT_ALLOWED,
            "env." + name,
            patterns.isEmpty()
                ? "no variable may be set or removed here"
                : "may not be set or removed here");
      }
    }
  }

  private boolean allows(String name) {
    return patterns.contains(name) || (prefixed(name) && !(guarded && CodeVariables.has(name)));
  }

  private boolean prefixed(String name) {
    return patterns.stream()
        .filter(pattern -> pattern.endsWith("*"))
        .anyMatch(pattern -> name.startsWith(pattern.substring(0, pattern.length() - 1)));
  }

  /** Those that are named in full although they make programs run other code. */
  List<String> dangerous() {
    List<String> dangerous = new ArrayList<>(patterns);
    dangerous.removeIf(pattern -> !CodeVariables.has(pattern));
    return dangerous;
  }
}
