package dev.ccexecutor.server.method;

import dev.ccexecutor.protocol.execution.PolicyInfo;
import dev.ccexecutor.server.security.policy.Ceilings;
import dev.ccexecutor.server.security.policy.CommandRules;
import dev.ccexecutor.server.security.policy.Policy;
import dev.ccexecutor.server.security.policy.ProcessCeilings;
import dev.ccexecutor.server.security.policy.ProgramRule;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What a client is told of its policy. */
final class PolicyDescription {
  private PolicyDescription() {}

  static PolicyInfo of(Policy policy) {
    return new PolicyInfo(
        programs(policy.commands()),
        policy.commands() instanceof CommandRules.Anything(boolean shells) && shells,
        policy.directories().isEmpty()
            ? null
            : policy.directories().stream().map(Path::toString).toList(),
        policy.environment().patterns(),
        policy.spool(),
        policy.keepLeftovers(),
        policy.ceilings().equals(Ceilings.NONE) ? null : limits(policy.ceilings()),
        seconds(policy.ceilings().defaultTimeoutMillis()),
        bound(policy.pace().maxExecutions()),
        bound(policy.pace().startsPerMinute()));
  }

  private static List<PolicyInfo.Program> programs(CommandRules commands) {
    return switch (commands) {
      case CommandRules.Anything any -> null;
      case CommandRules.Nothing nothing -> List.of();
      case CommandRules.Listed listed ->
          listed.programs().rules().stream().map(PolicyDescription::program).toList();
    };
  }

  private static PolicyInfo.Program program(ProgramRule rule) {
    List<String> command = new ArrayList<>(List.of(rule.text()));
    command.addAll(rule.leading());
    return new PolicyInfo.Program(command, rule.exact() ? "exact" : "any");
  }

  private static PolicyInfo.Limits limits(Ceilings ceilings) {
    ProcessCeilings processes = ceilings.processes();
    return new PolicyInfo.Limits(
        seconds(ceilings.timeoutMillis()),
        seconds(ceilings.detachTtlMillis()),
        ceilings.windowBytes(),
        ceilings.replayBytes(),
        processes.cpuSeconds(),
        processes.addressSpaceBytes(),
        processes.openFiles(),
        processes.processes(),
        processes.nice(),
        processes.oomScoreAdj());
  }

  /** An integer is written as one. */
  private static BigDecimal seconds(Long millis) {
    if (millis == null) {
      return null;
    }
    BigDecimal exact = BigDecimal.valueOf(millis, 3).stripTrailingZeros();
    return exact.setScale(Math.max(0, exact.scale()), RoundingMode.UNNECESSARY);
  }

  private static Integer bound(int bound) {
    return bound == 0 ? null : bound;
  }
}
