package dev.ccexecutor.server.method;

import dev.ccexecutor.protocol.execution.ExecuteParams;
import dev.ccexecutor.protocol.execution.StdinMode;
import dev.ccexecutor.protocol.execution.TerminalSize;
import dev.ccexecutor.protocol.jsonrpc.JsonRpcException;
import dev.ccexecutor.server.config.ServerConfig;
import dev.ccexecutor.server.execution.ExecutionMarker;
import dev.ccexecutor.server.execution.ExecutionSpec;
import dev.ccexecutor.server.execution.MemoryBudget;
import dev.ccexecutor.server.execution.ShownCommand;
import dev.ccexecutor.server.execution.output.OutputLog;
import dev.ccexecutor.server.posix.ChildStreams;
import dev.ccexecutor.server.posix.OwnLimits;
import dev.ccexecutor.server.posix.ProcessTree;
import dev.ccexecutor.server.posix.ResourceLimits;
import dev.ccexecutor.server.posix.SpawnRequest;
import dev.ccexecutor.server.posix.WindowSize;
import dev.ccexecutor.server.security.policy.Policy;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/** Settles what an execution is, from what its client asked for and what the server adds. */
final class ExecutionSpecs {

  /** What nearly every emulation of a terminal understands. */
  private static final String TERMINAL_TYPE = "xterm-256color";

  private final Map<String, String> inherited;
  private final ResourceCeilings ceilings;
  private final OutputLimits outputLimits;
  private final MemoryBudget budget;
  private final long maxStdinBytes;

  /**
   * Those of a server.
   *
   * @throws IOException if what the kernel tells of this server can't be read
   */
  ExecutionSpecs(
      ServerConfig config,
      Map<String, String> baseEnvironment,
      OutputLimits outputLimits,
      MemoryBudget budget)
      throws IOException {
    this.inherited = Map.copyOf(baseEnvironment);
    this.ceilings = new ResourceCeilings(config.childLimits(), OwnLimits.read());
    this.outputLimits = outputLimits;
    this.budget = budget;
    this.maxStdinBytes = config.maxStdinBytes();
  }

  /** What its processes may use. */
  ResourceLimits limits(ExecuteParams params, Policy policy) throws JsonRpcException {
    return ceilings.settle(params.requestedLimits(), policy.ceilings().processes());
  }

  /**
   * What it is.
   *
   * @param hookBytes what is kept of its request for a hook
   */
  ExecutionSpec settle(ExecuteParams params, Policy policy, MethodCall call, long hookBytes)
      throws JsonRpcException {
    outputLimits.checkWindow(params.windowBytes());
    String id = params.executionId() == null ? UUID.randomUUID().toString() : params.executionId();
    String marker = ExecutionMarker.random();
    long replayBytes = policy.replayBytes(replayBytes(params));
    return new ExecutionSpec(
        id,
        call.session().principal(),
        call.session().id(),
        call.requestId(),
        marker,
        params.fingerprint(),
        params.stdinMode(),
        params.pty() != null,
        policy.timeoutMillis(params),
        params.idleTimeoutMillis(),
        params.graceMillis(),
        params.drainTimeoutMillis(),
        params.progressMillis(),
        params.leftoversMode(),
        new OutputLog.Retention(replayBytes, params.whenFullMode(), params.spoolMode()),
        memoryBytes(params, replayBytes) + hookBytes,
        params.onDisconnectOr(call.session().onDisconnect()),
        policy.detachTtlMillis(params),
        params.labelMap(),
        Optional.of(
            ShownCommand.of(
                params.command() == null ? params.argv() : List.of(params.command()),
                params.stdinMode(),
                params.pty() != null)));
  }

  /** As was asked for, else the usual, as far as there is memory for that. */
  private long replayBytes(ExecuteParams params) throws JsonRpcException {
    if (params.replay() == null) {
      return Math.min(params.replayBytes(), budget.replayBytes());
    }
    outputLimits.checkReplay(params.replayBytes());
    return params.replayBytes();
  }

  private long memoryBytes(ExecuteParams params, long replayBytes) {
    return params.windowBytes().orElse(budget.queueBytes())
        + replayBytes
        + (params.stdinMode() == StdinMode.PIPE ? maxStdinBytes : 0);
  }

  /** What to spawn for it. */
  SpawnRequest spawnRequest(
      ExecuteParams params, Permission permission, ExecutionSpec spec, ResourceLimits limits) {
    return new SpawnRequest(
        permission.command().argv(),
        environment(params, spec.executionId(), spec.marker()),
        permission.policy().directory(params),
        streams(params),
        limits,
        permission.guard());
  }

  private static ChildStreams streams(ExecuteParams params) {
    TerminalSize size = params.pty();
    return size == null
        ? new ChildStreams(params.stdinMode() == StdinMode.PIPE, params.mergesStderr())
        : ChildStreams.terminal(new WindowSize(size.cols(), size.rows()));
  }

  private Map<String, String> environment(ExecuteParams params, String id, String marker) {
    Map<String, String> environment = new TreeMap<>(inherited);
    // Python holds its output back when it writes into a pipe, and then looks frozen to whoever
    // watches.
    environment.put("PYTHONUNBUFFERED", "1");
    if (params.pty() != null) {
      environment.put("TERM", TERMINAL_TYPE); // The server's own is another terminal.
    }
    params
        .environment()
        .forEach(
            (name, value) -> {
              if (value == null) {
                environment.remove(name);
              } else {
                environment.put(name, value);
              }
            });
    environment.put(ProcessTree.ID_VARIABLE, id);
    environment.put(ProcessTree.MARKER_VARIABLE, marker);
    return environment;
  }
}
