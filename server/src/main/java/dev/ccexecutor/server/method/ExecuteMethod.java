package dev.ccexecutor.server.method;

import dev.ccexecutor.protocol.execution.ExecuteParams;
import dev.ccexecutor.protocol.execution.ExecuteResult;
import dev.ccexecutor.protocol.execution.ExecutionStatus;
import dev.ccexecutor.protocol.execution.ProcessStarted;
import dev.ccexecutor.protocol.jsonrpc.JsonRpcException;
import dev.ccexecutor.protocol.jsonrpc.Parameters;
import dev.ccexecutor.server.audit.AuditLog;
import dev.ccexecutor.server.execution.Execution;
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
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** {@code execute}: starts a command, or tells of the one that was started under its id. */
final class ExecuteMethod implements Method {
  private final ExecutionRegistry registry;
  private final CommandGate gate;
  private final ExecutionSpecs specs;

  private final AuditLog audit;

  ExecuteMethod(
      ExecutionRegistry registry, CommandGate gate, ExecutionSpecs specs, AuditLog audit) {
    this.registry = registry;
    this.gate = gate;
    this.specs = specs;
    this.audit = audit;
  }

  @Override
  public String name() {
    return "execute";
  }

  @Override
  public CompletionStage<?> call(MethodCall call) throws JsonRpcException {
    ExecuteParams params = Parameters.bind(call.params(), ExecuteParams.class);
    try {
      return call(call, params);
    } catch (JsonRpcException e) {
      CommandRefusals.note(call.session(), e);
      audit.write(
          Dispatcher.refusal("execution_refused", call.session(), e.error())
              .with("request_id", call.requestId())
              .with("execution_id", params.executionId())
              .with("cwd", params.cwd())
              .argv(params.argv() == null ? List.of(params.command()) : params.argv())
              .build());
      throw new ToldRefusal(e.error());
    }
  }

  private CompletionStage<ExecuteResult> call(MethodCall call, ExecuteParams params)
      throws JsonRpcException {
    Session session = call.session();
    Permission permission = gate.permit(session, params);
    ResourceLimits limits = specs.limits(params, permission.policy());
    ExecutionSpec spec = specs.settle(params, permission.policy(), call);
    // Ahead of its admission: between that and the start nothing may fail.
    SpawnRequest request = specs.spawnRequest(params, permission, spec, limits);
    Optional<ExecutionPace.Place> place = gate.takePlace(session, params, permission.policy());
    Subscriptions.Admitted admitted = admit(session, spec, params, place);
    return admitted.existing() ? existing(admitted) : start(session, admitted, request);
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
      Session session, Subscriptions.Admitted admitted, SpawnRequest request) {
    Subscription subscription = admitted.subscription().orElseThrow();
    Execution execution = subscription.execution();
    CompletionStage<ExecuteResult> answer =
        execution
            .started()
            .whenComplete(
                (started, failure) -> {
                  if (failure != null) {
                    CommandRefusals.note(session, failure);
                    session.runOnEventLoop(() -> session.subscriptions().refused(subscription));
                  }
                })
            .thenApply(started -> result(started, subscription));
    registry.start(execution, request, session.peer());
    return answer;
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
