package dev.ccexecutor.server.execution;

import dev.ccexecutor.protocol.jsonrpc.JsonRpcException;
import dev.ccexecutor.server.security.Principal;
import java.util.Iterator;
import java.util.Optional;

/**
 * The executions that there are for one principal, on whatever connection it is: its own. Another's
 * are as unknown to it as those that never were. Whoever acts for a client sees executions through
 * this only. Any thread.
 */
public final class VisibleExecutions {
  private final ExecutionRegistry registry;
  private final Principal principal;

  VisibleExecutions(ExecutionRegistry registry, Principal principal) {
    this.registry = registry;
    this.principal = principal;
  }

  public Optional<KnownExecution> find(String executionId) {
    return registry.find(executionId).filter(this::isOwn);
  }

  /**
   * One that is known.
   *
   * @throws JsonRpcException if it is not
   */
  public KnownExecution known(String executionId) throws JsonRpcException {
    return find(executionId).orElseThrow(() -> ExecutionErrors.unknown(executionId).asException());
  }

  /**
   * One that lives.
   *
   * @throws JsonRpcException which says whether it is unknown or has ended
   */
  public Execution live(String executionId) throws JsonRpcException {
    return switch (known(executionId)) {
      case KnownExecution.Live alive -> alive.execution();
      case KnownExecution.Ended ended -> throw ExecutionErrors.hasEnded(executionId).asException();
    };
  }

  /** All of them, the oldest first, from behind a place. */
  public Iterator<KnownExecution> after(long place) {
    return registry.after(place).filter(this::isOwn).iterator();
  }

  private boolean isOwn(KnownExecution known) {
    return known.principal().equals(principal);
  }
}
