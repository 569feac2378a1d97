package dev.ccexecutor.server.method;

import dev.ccexecutor.protocol.execution.ServerInfo;
import dev.ccexecutor.protocol.execution.SpoolInfo;
import dev.ccexecutor.server.execution.ExecutionRegistry;
import dev.ccexecutor.server.execution.spool.SpoolRefusal;
import dev.ccexecutor.server.execution.spool.Spools;
import dev.ccexecutor.server.security.policy.LivePolicies;
import dev.ccexecutor.server.session.Sessions;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** {@code server.info}: version, limits, uptime, load, what is on disk, what may be run. */
final class ServerInfoMethod implements Method {
  private final ServerDescription description;
  private final Sessions sessions;
  private final ExecutionRegistry registry;
  private final Spools spools;
  private final LivePolicies policies;

  ServerInfoMethod(
      ServerDescription description,
      Sessions sessions,
      ExecutionRegistry registry,
      Spools spools,
      LivePolicies policies) {
    this.description = description;
    this.sessions = sessions;
    this.registry = registry;
    this.spools = spools;
    this.policies = policies;
  }

  @Override
  public String name() {
    return "server.info";
  }

  @Override
  public CompletionStage<?> call(MethodCall call) {
    return CompletableFuture.completedStage(
        new ServerInfo(
            description.version(),
            ServerDescription.PROTOCOL,
            description.limits(),
            description.uptimeSeconds(),
            description.startedAt(),
            sessions.activeCount(),
            registry.liveCount(),
            spool(),
            PolicyDescription.of(policies.current().policyOf(call.session().principal().name()))));
  }

  private SpoolInfo spool() {
    Map<String, Long> refusals = new LinkedHashMap<>();
    for (SpoolRefusal reason : SpoolRefusal.values()) {
      refusals.put(reason.wireName(), spools.counters().refusals(reason));
    }
    return new SpoolInfo(spools.usedBytes(), refusals);
  }
}
