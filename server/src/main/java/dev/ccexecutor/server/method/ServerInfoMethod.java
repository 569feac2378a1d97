package dev.ccexecutor.server.method;

import dev.ccexecutor.protocol.execution.ServerInfo;
import dev.ccexecutor.server.execution.ExecutionRegistry;
import dev.ccexecutor.server.session.Sessions;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** {@code server.info}: version, limits, uptime, load. */
final class ServerInfoMethod implements Method {
  private final ServerDescription description;
  private final Sessions sessions;
  private final ExecutionRegistry registry;

  ServerInfoMethod(ServerDescription description, Sessions sessions, ExecutionRegistry registry) {
    this.description = description;
    this.sessions = sessions;
    this.registry = registry;
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
            registry.liveCount()));
  }
}
