package dev.ccexecutor.server.doctor;

import dev.ccexecutor.server.config.ConfigurationException;
import dev.ccexecutor.server.config.ServerConfig;
import dev.ccexecutor.server.doctor.Check.When;
import dev.ccexecutor.server.doctor.Finding.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a server looks at before it starts. */
public final class StartChecks {
  private static final Logger log = LoggerFactory.getLogger(StartChecks.class);

  private StartChecks() {}

  /**
   * Logs a line for each thing that is not as it should be.
   *
   * @throws ConfigurationException if no server can run like this, with all of what is wrong
   */
  public static void run(ServerConfig config, Map<String, String> environment)
      throws InterruptedException {
    Surroundings surroundings = new Surroundings(config, environment);
    List<String> problems = new ArrayList<>();
    for (Check check : Check.ALL) {
      if (check.when() == When.AT_START) {
        Finding finding = check.run(surroundings);
        if (finding.state() == State.PROBLEM) {
          problems.add(finding.check() + ": " + finding.found() + "; " + finding.advice());
        } else if (finding.state() == State.WARNING) {
          warn(finding);
        }
      }
    }
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
  }

  private static void warn(Finding finding) {
    log.atWarn()
        .addKeyValue("check", finding.check())
        .addKeyValue("found", finding.found())
        .addKeyValue("advice", finding.advice())
        .log("this machine is less than the settings ask for");
  }
}
