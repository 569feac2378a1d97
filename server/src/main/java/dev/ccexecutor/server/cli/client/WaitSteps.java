package dev.ccexecutor.server.cli.client;

import dev.ccexecutor.protocol.client.ExecutorClient;
import dev.ccexecutor.protocol.execution.ExecutionStatus;
import dev.ccexecutor.protocol.execution.ProcessCompleted;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** {@code wait}: until all of them have ended. */
final class WaitSteps implements RemoteAction.Steps {
  @Override
  public Outcome run(RemoteAction.Connection connection, Invocation invocation)
      throws CallFailedException {
    List<String> ids = invocation.request().words();
    ExecutorClient client = connection.open();
    List<CompletableFuture<ExecutionStatus>> ends = new ArrayList<>();
    for (String id : ids) {
      ends.add(client.awaitEnd(id));
    }
    ProgressLine progress = ProgressLine.of(invocation);
    progress.state("waiting");
    progress.start();
    try {
      Outcome outcome = Outcome.exited(ExitCode.OK);
      for (int done = 0; done < ends.size(); done++) {
        progress.count(done + " of " + ends.size() + " have ended");
        outcome = outcomeOf(Calls.await(ends.get(done)), invocation, progress);
      }
      return outcome;
    } finally {
      progress.stop();
    }
  }

  private static Outcome outcomeOf(
      ExecutionStatus status, Invocation invocation, ProgressLine progress) {
    if (invocation.request().wantsJson()) {
      progress.erase();
      Answer.json(invocation, status);
    }
    ProcessCompleted end = status.exit();
    return end == null || end.exitCode() == null
        ? Outcome.failed(ExitCode.LOST, "the server lost " + status.executionId())
        : Outcome.exited(end.exitCode());
  }
}
