package dev.ccexecutor.server.method;

import dev.ccexecutor.protocol.execution.ExecuteParams;
import dev.ccexecutor.protocol.execution.ExecuteResult;
import dev.ccexecutor.protocol.execution.ExecutionStatus;
import dev.ccexecutor.protocol.execution.ProcessStarted;
import dev.ccexecutor.protocol.jsonrpc.JsonRpcException;
import dev.ccexecutor.protocol.jsonrpc.Parameters;
import dev.ccexecutor.server.execution.Execution;
import dev.ccexecutor.server.execution.ExecutionRegistry;
import dev.ccexecutor.server.execution.ExecutionSpec;
import dev.ccexecutor.server.execution.KnownExecution;
import dev.ccexecutor.server.posix.ResourceLimits;
import dev.ccexecutor.server.posix.SpawnRequest;
import dev.ccexecutor.server.session.OutputChoice;
import dev.ccexecutor.server.session.Session;
import dev.ccexecutor.server.session.Subscription;
import dev.ccexecutor.server.session.Subscriptions;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** {@code execute}: starts a command, or tells of the one that was started under its id. */
final class ExecuteMethod implements Method {
  private final ExecutionRegistry registry;
  private final ExecutionSpecs specs;

  ExecuteMethod(ExecutionRegistry registry, ExecutionSpecs specs) {
    this.registry = registry;
    this.specs = specs;
  }

  @Override
  public String name() {
    return "execute";
  }

  @Override
  public CompletionStage<?> call(MethodCall call) throws JsonRpcException {
    ExecuteParams params = Parameters.bind(call.params(), ExecuteParams.class);
    ResourceLimits limits = specs.limits(params);
    Session session = call.session();
    ExecutionSpec spec = specs.settle(params, call);
    Subscriptions.Admitted admitted =
        session
            .subscriptions()
            .admit(
                spec,
                new OutputChoice(params.outputForm(), params.windowBytes(), params.whenFullMode()));
    return admitted.existing()
        ? existing(admitted)
        : start(session, admitted, specs.spawnRequest(params, spec, limits));
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
                    session.runOnEventLoop(() -> session.subscriptions().forget(subscription));
                  }
                })
            .thenApply(started -> result(started, subscription));
    registry.start(execution, request);
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
