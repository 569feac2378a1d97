package dev.ccexecutor.server;

import dev.ccexecutor.server.config.ConfigurationException;
import dev.ccexecutor.server.config.PolicyChoice;
import dev.ccexecutor.server.config.PolicySettings;
import dev.ccexecutor.server.security.policy.LivePolicies;
import dev.ccexecutor.server.security.policy.PolicyException;
import dev.ccexecutor.server.security.policy.PolicyFile;
import dev.ccexecutor.server.security.policy.PolicyTable;
import dev.ccexecutor.server.security.policy.ProgramSearchPath;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes policies of what the operator says. */
final class PolicyLoading {
  private static final Logger log = LoggerFactory.getLogger(PolicyLoading.class);

  private PolicyLoading() {}

  /**
   * The policies, which are the caller's to close.
   *
   * @param searchPath the server's PATH, along which programs are found
   * @throws ConfigurationException with everything that is wrong with them
   */
  static LivePolicies load(PolicyChoice choice, String searchPath) {
    if (choice.file().isPresent() && !choice.allow().isEmpty()) {
      throw new ConfigurationException(
          List.of(
              PolicySettings.ALLOW.optionName()
                  + " and "
                  + PolicySettings.POLICY_FILE.optionName()
                  + " exclude each other: the file has lists of its own"));
    }
    try {
      LivePolicies policies = load(choice, ProgramSearchPath.of(searchPath));
      policies.current().warnings().forEach(log::warn);
      return policies;
    } catch (PolicyException e) {
      throw new ConfigurationException(e.problems());
    }
  }

  private static LivePolicies load(PolicyChoice choice, ProgramSearchPath searchPath)
      throws PolicyException {
    if (choice.file().isPresent()) {
      Path file = choice.file().get();
      return LivePolicies.following(file, () -> PolicyFile.read(file, searchPath));
    }
    return LivePolicies.fixed(
        choice.allow().isEmpty()
            ? PolicyTable.unrestricted()
            : PolicyTable.allowing(choice.allow(), searchPath));
  }
}
