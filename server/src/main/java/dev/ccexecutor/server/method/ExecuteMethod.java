package dev.ccexecutor.server.method;

import dev.ccexecutor.protocol.execution.ExecuteParams;
import dev.ccexecutor.protocol.execution.ExecuteResult;
import dev.ccexecutor.protocol.execution.ExecutionStatus;
import dev.ccexecutor.protocol.execution.ProcessStarted;
import dev.ccexecutor.protocol.jsonrpc.JsonRpcException;
import dev.ccexecutor.protocol.jsonrpc.Parameters;
import dev.ccexecutor.server.audit.AuditLog;
import dev.ccexecutor.server.execution.Execution;
import dev.ccexecutor.server.execution.ExecutionHooks;
import dev.ccexecutor.server.execution.ExecutionRegistry;
import dev.ccexecutor.server.execution.ExecutionSpec;
import dev.ccexecutor.server.execution.KnownExecution;
import dev.ccexecutor.server.posix.ResourceLimits;
import dev.ccexecutor.server.posix.SpawnRequest;
import dev.ccexecutor.server.security.policy.ExecutionPace;
import dev.ccexecutor.server.session.OutputChoice;
import dev.ccexecutor.server.session.Session;
import dev.ccexecutor.server.session.Subscription;
import dev.ccexecutor.server.session.Subscriptions;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** {@code execute}: starts a command, or tells of the one that was started under its id. */
final class ExecuteMethod implements Method {
  private final ExecutionRegistry registry;
  private final CommandGate gate;
  private final ExecutionSpecs specs;
  private final ExecuteHooks hooks;
  private final RefusalAudit audit;

  ExecuteMethod(
      ExecutionRegistry registry,
      CommandGate gate,
      ExecutionSpecs specs,
      ExecuteHooks hooks,
      AuditLog audit) {
    this.registry = registry;
    this.gate = gate;
    this.specs = specs;
    this.hooks = hooks;
    this.audit = new RefusalAudit(audit);
  }

  @Override
  public String name() {
    return "execute";
  }

  @Override
  public CompletionStage<?> call(MethodCall call) throws JsonRpcException {
    ExecuteParams params =
        Parameters.bind(OldParameters.mend(call.params(), call.session()), ExecuteParams.class);
    try {
      return call(call, params);
    } catch (JsonRpcException e) {
      throw audit.told(call, params, e);
    }
  }

  private CompletionStage<ExecuteResult> call(MethodCall call, ExecuteParams params)
      throws JsonRpcException {
    Session session = call.session();
    Permission permission = gate.permit(session, params);
    ResourceLimits limits = specs.limits(params, permission.policy());
    ExecutionSpec spec = specs.settle(params, permission.policy(), call, hooks.keptBytes(params));
    // Ahead of its admission: between that and the start nothing may fail.
    SpawnRequest spawn = specs.spawnRequest(params, permission, spec, limits);
    ExecutionHooks around = hooks.around(call, params, spec, limits);
    Optional<ExecutionPace.Place> place = gate.takePlace(session, params, permission.policy());
    Subscriptions.Admitted admitted = admit(session, spec, params, place);
    return admitted.existing() ? existing(admitted) : start(session, admitted, spawn, around);
  }

  /** The place is the execution's from now on, or is given back. */
  private static Subscriptions.Admitted admit(
      Session session,
      ExecutionSpec spec,
      ExecuteParams params,
      Optional<ExecutionPace.Place> place)
      throws JsonRpcException {
    boolean kept = false;
    try {
      OutputChoice choice =
          new OutputChoice(params.outputForm(), params.windowBytes(), params.whenFullMode());
      Subscriptions.Admitted admitted = session.subscriptions().admit(spec, choice);
      kept = !admitted.existing();
      if (kept && place.isPresent()) {
        admitted
            .known()
            .execution()
            .awaitEnd()
            .whenComplete((status, failure) -> place.get().end());
      }
      return admitted;
    } finally {
      if (!kept) {
        place.ifPresent(ExecutionPace.Place::undo);
      }
    }
  }

  /**
   * The answer is found on the reader loop, which hands it to the session's event loop before any
   * event of the execution, so it is sent first.
   */
  private CompletionStage<ExecuteResult> start(
      Session session,
      Subscriptions.Admitted admitted,
      SpawnRequest request,
      ExecutionHooks around) {
    Subscription subscription = admitted.subscription().orElseThrow();
    Execution execution = subscription.execution();
    CompletableFuture<ExecuteResult> answer = new CompletableFuture<>();
    execution
        .started()
        .whenComplete(
            (started, failure) -> {
              if (failure == null) {
                answer.complete(result(started, subscription));
              } else {
                CommandRefusals.note(session, execution.spec().executionId(), failure);
                session.runOnEventLoop(() -> refuse(answer, failure, session, subscription));
              }
            });
    registry.start(execution, request, session.peer(), around);
    return answer;
  }

  /** The answer first: a session without executions may be closed, if the server ends. */
  private static void refuse(
      CompletableFuture<ExecuteResult> answer,
      Throwable failure,
      Session session,
      Subscription subscription) {
    answer.completeExceptionally(failure);
    session.notStarted(subscription);
  }

  private static ExecuteResult result(ProcessStarted started, Subscription subscription) {
    return ExecuteResult.started(
        started.executionId(), started.pid(), started.pgid(), subscription.channel());
  }

  /** One that is still starting has no pid to tell yet, so the answer waits for it. */
  private static CompletionStage<ExecuteResult> existing(Subscriptions.Admitted admitted) {
    CompletableFuture<?> ready =
        admitted.known() instanceof KnownExecution.Live live
            ? live.execution().started()
            : CompletableFuture.completedFuture(null);
    return ready.thenApply(ignored -> existingResult(admitted));
  }

  private static ExecuteResult existingResult(Subscriptions.Admitted admitted) {
    ExecutionStatus status = admitted.known().status();
    return new ExecuteResult(
        ExecuteResult.STARTED,
        status.executionId(),
        status.pid(),
        status.pgid(),
        admitted.subscription().map(Subscription::channel).orElse(null),
        true,
        status.state());
  }
}
