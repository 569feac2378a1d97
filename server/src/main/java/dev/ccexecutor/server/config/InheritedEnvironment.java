package dev.ccexecutor.server.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Which of the server's variables its children get: a base set without which ordinary programs
 * misbehave, and what the operator adds. Everything else stays with the server, since credentials
 * are often kept in variables.
 *
 * <p>What begins with {@code CC_EXECUTOR_} is never passed on, whatever the patterns: the tokens
 * are among it. Nor is what a service manager tells this process alone ({@link ServiceVariables}).
 * What a JVM takes its options from is passed on if it is named, but not because of a star: it was
 * meant for this server, and would change every Java program.
 *
 * @param patterns what the operator added: names, or prefixes with a star at the end
 */
public record InheritedEnvironment(List<String> patterns) {
  private static final List<String> BASE =
      List.of(
          "PATH",
          "HOME",
          "USER",
          "LOGNAME",
          "SHELL",
          "LANG",
          "LANGUAGE",
          "LC_*",
          "TZ",
          "TMPDIR",
          "TERM");

  private static final Set<String> ONLY_BY_NAME =
      Set.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "JDK_AOT_VM_OPTIONS", "_JAVA_OPTIONS");

  private static final Pattern WELL_FORMED = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*\\*?");

  /** Makes the list immutable. */
  public InheritedEnvironment {
    patterns = List.copyOf(patterns);
  }

  /**
   * Reads what the operator added.
   *
   * @throws InvalidValueException also for a name that is this server's own
   */
  static InheritedEnvironment parse(String commaList) throws InvalidValueException {
    List<String> patterns = SettingTypes.splitAtCommas(commaList);
    for (String pattern : patterns) {
      if (!WELL_FORMED.matcher(pattern).matches()) {
        throw new InvalidValueException("is not a list of names, or prefixes such as PREFIX*");
      }
      if (ServiceVariables.NAMES.contains(pattern)) {
        throw new InvalidValueException("names a variable that is for this process alone");
      }
      if (pattern.startsWith(Setting.ENVIRONMENT_PREFIX)) {
        throw new InvalidValueException(
            "names a variable of this server, which are its own: " + Setting.ENVIRONMENT_PREFIX);
      }
    }
    return new InheritedEnvironment(patterns);
  }

  /** The variables of {@code serverEnvironment} that a child starts with, sorted by name. */
  public Map<String, String> selectFrom(Map<String, String> serverEnvironment) {
    List<String> all = new ArrayList<>(BASE);
    all.addAll(patterns);
    Map<String, String> selected = new TreeMap<>();
    serverEnvironment.forEach(
        (name, value) -> {
          if (all.stream().anyMatch(pattern -> matches(pattern, name))) {
            selected.put(name, value);
          }
        });
    return selected;
  }

  private static boolean matches(String pattern, String name) {
    if (name.startsWith(Setting.ENVIRONMENT_PREFIX) || ServiceVariables.NAMES.contains(name)) {
      return false;
    }
    return pattern.endsWith("*")
        ? name.startsWith(pattern.substring(0, pattern.length() - 1))
            && !ONLY_BY_NAME.contains(name)
        : name.equals(pattern);
  }
}
