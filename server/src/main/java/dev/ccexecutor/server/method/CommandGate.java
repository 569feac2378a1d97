package dev.ccexecutor.server.method;

import dev.ccexecutor.protocol.execution.ExecuteParams;
import dev.ccexecutor.protocol.jsonrpc.JsonRpcException;
import dev.ccexecutor.server.security.policy.CommandRefusedException;
import dev.ccexecutor.server.security.policy.ExecutionPace;
import dev.ccexecutor.server.security.policy.LivePolicies;
import dev.ccexecutor.server.security.policy.PaceExceededException;
import dev.ccexecutor.server.security.policy.Policy;
import dev.ccexecutor.server.session.Session;
import dev.ccexecutor.server.threading.RunsOn;
import dev.ccexecutor.server.threading.ThreadRole;
import java.util.Optional;

/**
 * Lets through what a client's policy allows, before anything else is done with it. Nothing here
 * reads the disk: what only that can tell is looked at when the command is spawned.
 */
@RunsOn(ThreadRole.EVENT_LOOP)
final class CommandGate {
  private final LivePolicies policies;
  private final ExecutionPace pace;
  private final String shell;

  /**
   * @param shell the server's
   */
  CommandGate(LivePolicies policies, ExecutionPace pace, String shell) {
    this.policies = policies;
    this.pace = pace;
    this.shell = shell;
  }

  /**
   * Looks at all that a request asks for.
   *
   * @throws JsonRpcException if something of it is not allowed
   */
  Permission permit(Session session, ExecuteParams params) throws JsonRpcException {
    Policy policy = policies.current().policyOf(session.principal().name());
    try {
      return new Permission(policy, policy.permit(params, shell));
    } catch (CommandRefusedException e) {
      throw CommandRefusals.of(e).asException();
    }
  }

  /**
   * Takes a place among those that a client may have; empty where there is no bound, or nothing
   * will be started because it was before.
   *
   * @throws JsonRpcException if there is none now
   */
  Optional<ExecutionPace.Place> takePlace(Session session, ExecuteParams params, Policy policy)
      throws JsonRpcException {
    if (params.executionId() != null
        && session.executions().find(params.executionId()).isPresent()) {
      return Optional.empty();
    }
    try {
      return pace.take(session.principal().name(), policy.pace());
    } catch (PaceExceededException e) {
      throw CommandRefusals.of(e).asException();
    }
  }
}
