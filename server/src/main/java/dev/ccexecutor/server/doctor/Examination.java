package dev.ccexecutor.server.doctor;

import dev.ccexecutor.server.config.ConfigurationException;
import dev.ccexecutor.server.config.ServerConfig;
import dev.ccexecutor.server.doctor.Check.When;
import dev.ccexecutor.server.doctor.Finding.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Everything looked at once.
 *
 * @param findings in the order of the checks
 */
public record Examination(List<Finding> findings) {
  private static final String SETTINGS = "settings";

  /** Makes the list immutable. */
  public Examination {
    findings = List.copyOf(findings);
  }

  /**
   * Looks at this machine as the home of a server with these settings. Blocks, for a second or two.
   *
   * @param options as {@code serve} takes them, by the names of settings
   * @param environment as {@code serve} would have it
   */
  public static Examination of(Map<String, String> options, Map<String, String> environment)
      throws InterruptedException {
    List<Finding> findings = new ArrayList<>();
    ServerConfig config = null;
    try {
      config = ServerConfig.inspect(options, environment);
      findings.add(settings(config));
    } catch (ConfigurationException wrong) {
      wrong
          .problems()
          .forEach(
              problem ->
                  findings.add(Check.problem(SETTINGS, problem, "a server would not start")));
    }
    Surroundings surroundings = new Surroundings(config, environment);
    for (Check check : Check.ALL) {
      if (config != null || check.when() == When.ALWAYS) {
        findings.add(check.run(surroundings));
      }
    }
    return new Examination(findings);
  }

  private static Finding settings(ServerConfig config) {
    return config.warnings().isEmpty()
        ? Check.ok(SETTINGS, "can be used")
        : Check.warning(SETTINGS, String.join("; ", config.warnings()), "is it a typing mistake?");
  }

  /** How many findings are so. */
  public long count(State state) {
    return findings.stream().filter(finding -> finding.state() == state).count();
  }
}
