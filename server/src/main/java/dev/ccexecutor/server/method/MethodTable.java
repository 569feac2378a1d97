package dev.ccexecutor.server.method;

import dev.ccexecutor.server.audit.AuditLog;
import dev.ccexecutor.server.config.ServerConfig;
import dev.ccexecutor.server.execution.ExecutionRegistry;
import dev.ccexecutor.server.execution.MemoryBudget;
import dev.ccexecutor.server.execution.spool.Spools;
import dev.ccexecutor.server.hook.HookRunner;
import dev.ccexecutor.server.security.policy.ExecutionPace;
import dev.ccexecutor.server.security.policy.LivePolicies;
import dev.ccexecutor.server.session.Sessions;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** All methods by their names. */
public final class MethodTable {
  private final Map<String, Method> byName;

  private MethodTable(List<Method> methods) {
    byName =
        methods.stream().collect(Collectors.toUnmodifiableMap(Method::name, Function.identity()));
  }

  /**
   * The table of this server.
   *
   * @param baseEnvironment what every command has in its environment before its client has a say
   * @param hooks runs the operator's, if there are any
   * @throws IOException if what the kernel tells of this server can't be read
   */
  public static MethodTable of(
      ServerConfig config,
      Map<String, String> baseEnvironment,
      MemoryBudget budget,
      ServerDescription description,
      ExecutionRegistry registry,
      Sessions sessions,
      Spools spools,
      LivePolicies policies,
      Optional<HookRunner> hooks,
      AuditLog audit)
      throws IOException {
    OutputLimits limits = new OutputLimits(config.maxWindowBytes(), config.maxReplayBytes());
    CommandGate gate = new CommandGate(policies, new ExecutionPace(), config.shell().toString());
    ExecutionSpecs specs = new ExecutionSpecs(config, baseEnvironment, limits, budget);
    return new MethodTable(
        List.of(
            new ExecuteMethod(
                registry, gate, specs, new ExecuteHooks(hooks, gate, specs, audit), audit),
            new ControlMethod(audit),
            new StdinWriteMethod(),
            new StdinCloseMethod(),
            new AttachMethod(limits, audit),
            new DetachMethod(),
            new AckMethod(),
            new ResumeMethod(sessions, audit),
            new ExecutionListMethod(),
            new ExecutionStatusMethod(),
            new PtyResizeMethod(),
            new ServerInfoMethod(description, sessions, registry, spools, policies),
            new HookStatusMethod(config.hooks()),
            new PingMethod()));
  }

  Optional<Method> find(String name) {
    return Optional.ofNullable(byName.get(name));
  }
}
