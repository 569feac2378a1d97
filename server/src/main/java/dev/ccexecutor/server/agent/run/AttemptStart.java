package dev.ccexecutor.server.agent.run;

import dev.ccexecutor.protocol.execution.ExecuteParams;
import dev.ccexecutor.protocol.execution.ExecuteParamsBuilder;
import dev.ccexecutor.protocol.execution.OnDisconnect;
import dev.ccexecutor.protocol.execution.SpoolMode;
import dev.ccexecutor.protocol.jsonrpc.InvalidParameterException;
import dev.ccexecutor.server.agent.AgentFailure;
import dev.ccexecutor.server.agent.AgentTask;
import dev.ccexecutor.server.agent.FailureReport;
import dev.ccexecutor.server.agent.InvalidTaskException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Makes a command of a task. */
final class AttemptStart {
  /** By which a server's list tells what an execution is for. */
  static final String LABEL = "agent_task";

  private AttemptStart() {}

  /**
   * What came of it: either of the two is null.
   *
   * @param params to be sent
   * @param problem why there is nothing to be sent
   */
  record Prepared(ExecuteParams params, FailureReport problem) {}

  /** The same task, number and id give the same parameters, so that a server finds them again. */
  static Prepared prepare(AgentTask task, int number, String executionId) {
    try {
      String untellable = AgentTask.promptProblem(task.prompt()).orElse(null);
      if (untellable != null) {
        throw new InvalidTaskException(AgentFailure.INVALID_REQUEST, untellable);
      }
      AgentTask asked = number == 1 ? task : task.withoutSessionId();
      List<String> argv = task.adapter().argv(asked);
      return PromptSize.problem(argv)
          .map(tooLong -> new Prepared(null, tooLong))
          .orElseGet(() -> new Prepared(params(task, argv, executionId), null));
    } catch (InvalidTaskException invalid) {
      return new Prepared(null, FailureReport.of(invalid.failure(), invalid.getMessage()));
    } catch (InvalidParameterException invalid) {
      return new Prepared(
          null,
          FailureReport.of(
              AgentFailure.INVALID_REQUEST, invalid.field() + " " + invalid.getMessage()));
    }
  }

  private static ExecuteParams params(AgentTask task, List<String> argv, String executionId) {
    ExecuteParamsBuilder builder =
        ExecuteParams.argv(argv)
            .executionId(executionId)
            .spool(SpoolMode.ALL)
            .onDisconnect(OnDisconnect.DETACH)
            .timeout(seconds(task.timeout().fixed().orElseThrow()))
            .grace(seconds(task.grace()))
            .labels(Map.of(LABEL, task.name()));
    if (task.cwd() != null) {
      builder.cwd(task.cwd());
    }
    if (!task.env().isEmpty()) {
      builder.env(task.env());
    }
    if (task.detachTtl() != null) {
      builder.detachTtl(seconds(task.detachTtl()));
    }
    return builder.build();
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1000.0;
  }
}
