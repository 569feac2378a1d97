package dev.ccexecutor.server.method;

import dev.ccexecutor.protocol.execution.ExecuteParams;
import dev.ccexecutor.protocol.jsonrpc.Json;
import dev.ccexecutor.server.audit.AuditLog;
import dev.ccexecutor.server.execution.ExecutionHooks;
import dev.ccexecutor.server.execution.ExecutionSpec;
import dev.ccexecutor.server.hook.HookRunner;
import dev.ccexecutor.server.posix.ResourceLimits;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** Puts the operator's hooks around executions, if there are any. */
final class ExecuteHooks {
  private final Optional<HookRunner> runner;
  private final CommandGate gate;
  private final ExecutionSpecs specs;
  private final AuditLog audit;

  ExecuteHooks(
      Optional<HookRunner> runner, CommandGate gate, ExecutionSpecs specs, AuditLog audit) {
    this.runner = runner;
    this.gate = gate;
    this.specs = specs;
    this.audit = audit;
  }

  /** A request that is to be carried out. */
  record Asked(MethodCall call, ExecuteParams params, ExecutionSpec spec, ResourceLimits limits) {}

  /** What is kept of a request until its execution has ended, in bytes. */
  long keptBytes(ExecuteParams params) {
    return runner.isPresent() && runner.get().config().hasPostExecute()
        ? Json.MAPPER.writeValueAsBytes(commandOf(params)).length
        : 0;
  }

  /** What is to be done around it. */
  ExecutionHooks around(
      MethodCall call, ExecuteParams params, ExecutionSpec spec, ResourceLimits limits) {
    return runner.isEmpty()
        ? ExecutionHooks.NONE
        : new HookedExecution(
            runner.get(), gate, specs, audit, new Asked(call, params, spec, limits));
  }

  /** What of its parameters a hook is told. */
  static ObjectNode commandOf(ExecuteParams params) {
    ObjectNode command = Json.MAPPER.createObjectNode();
    if (params.command() != null) {
      command.put("command", params.command());
    } else {
      command.putPOJO("argv", params.argv());
    }
    if (params.cwd() != null) {
      command.put("cwd", params.cwd());
    }
    command.putPOJO("env", params.environment());
    command.putPOJO("labels", params.labelMap());
    return command;
  }
}
