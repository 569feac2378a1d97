package dev.ccexecutor.server.execution;

import dev.ccexecutor.protocol.execution.ExecutionStatus;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Those who wait for an execution's end. One who gives up (completes or cancels its future) is
 * forgotten at once. Any thread.
 */
final class EndWaiters {
  private final Set<Runnable> notifications = ConcurrentHashMap.newKeySet();
  private volatile Supplier<ExecutionStatus> end;

  /** A future of its own for the caller, who may complete it. */
  CompletableFuture<ExecutionStatus> add() {
    CompletableFuture<ExecutionStatus> waiter = new CompletableFuture<>();
    Runnable notification = () -> complete(waiter);
    notifications.add(notification);
    waiter.whenComplete((status, failure) -> notifications.remove(notification));
    if (end != null) {
      notification.run(); // It may have ended before the waiter was in the set.
    }
    return waiter;
  }

  /**
   * Tells all who wait, and whoever asks from now on.
   *
   * @param status throws if there never was an execution
   */
  void ended(Supplier<ExecutionStatus> status) {
    end = status;
    notifications.forEach(Runnable::run);
  }

  private void complete(CompletableFuture<ExecutionStatus> waiter) {
    try {
      waiter.complete(end.get());
    } catch (RuntimeException e) {
      waiter.completeExceptionally(e);
    }
  }
}
