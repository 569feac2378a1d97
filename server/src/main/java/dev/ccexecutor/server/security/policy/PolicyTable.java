package dev.ccexecutor.server.security.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The policies of all clients. */
public final class PolicyTable {
  private final Map<String, Policy> byName;
  private final Policy others;
  private final List<String> warnings;

  PolicyTable(Map<String, Policy> byName, Policy others, List<String> warnings) {
    this.byName = Map.copyOf(byName);
    this.others = others;
    this.warnings = List.copyOf(warnings);
  }

  /** Everybody may do everything. */
  public static PolicyTable unrestricted() {
    return new PolicyTable(Map.of(), Policy.UNRESTRICTED, List.of());
  }

  /**
   * Everybody may run these programs, and nothing else. Reads the disk.
   *
   * @param programs names or absolute paths, each with arguments that it must begin with, if any
   * @throws PolicyException with all that are none
   */
  public static PolicyTable allowing(List<String> programs, ProgramSearchPath path)
      throws PolicyException {
    List<String> problems = new ArrayList<>();
    ProgramReader reader = new ProgramReader(path, problems);
    List<ProgramRule> rules = new ArrayList<>();
    for (String program : programs) {
      reader.words("allow", program).ifPresent(rules::add);
    }
    if (!problems.isEmpty()) {
      throw new PolicyException(problems);
    }
    List<String> warnings = new ArrayList<>(Launchers.warnings("allow", rules));
    warnings.addAll(new ReplaceablePrograms().warnings("allow", rules));
    return new PolicyTable(Map.of(), Policy.onlyPrograms(new ProgramList(rules)), warnings);
  }

  /**
   * The policy of a client.
   *
   * @param principalName the client's name
   */
  public Policy policyOf(String principalName) {
    return byName.getOrDefault(principalName, others);
  }

  /** What an operator should know of it, one line each. */
  public List<String> warnings() {
    return warnings;
  }
}
