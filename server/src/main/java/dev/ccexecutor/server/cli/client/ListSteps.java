package dev.ccexecutor.server.cli.client;

import dev.ccexecutor.protocol.client.ExecutorClient;
import dev.ccexecutor.protocol.execution.ExecutionState;
import dev.ccexecutor.protocol.execution.ExecutionStatus;
import dev.ccexecutor.protocol.execution.ProcessCompleted;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** {@code ps}: what the server knows of this principal's. */
final class ListSteps implements RemoteAction.Steps {
  private static final List<String> HEADINGS =
      List.of("ID", "STATE", "EXIT", "AGE", "PID", "STDOUT", "STDERR", "LABELS");

  @Override
  public Outcome run(RemoteAction.Connection connection, Invocation invocation)
      throws CallFailedException {
    ExecutorClient client = connection.open();
    boolean all = invocation.options().has(ClientOption.ALL);
    List<ExecutionStatus> shown =
        Calls.await(client.list()).stream().filter(status -> all || lives(status)).toList();
    if (invocation.request().wantsJson()) {
      Answer.json(invocation, Map.of("executions", shown));
    } else {
      Instant now = Instant.now();
      List<List<String>> rows = new ArrayList<>(List.of(HEADINGS));
      shown.forEach(status -> rows.add(row(status, now)));
      TextTable.lines(rows).forEach(line -> Answer.text(invocation, line));
    }
    return Outcome.exited(ExitCode.OK);
  }

  private static boolean lives(ExecutionStatus status) {
    return status.state() != ExecutionState.COMPLETED && status.state() != ExecutionState.LOST;
  }

  private static List<String> row(ExecutionStatus status, Instant now) {
    ProcessCompleted exit = status.exit();
    String exitCode = exit == null || exit.exitCode() == null ? "-" : exit.exitCode().toString();
    String age =
        status.startedAt() == null
            ? "-"
            : HumanText.duration(Math.max(0, Duration.between(status.startedAt(), now).toMillis()));
    List<String> labels = new ArrayList<>();
    status.labels().forEach((name, value) -> labels.add(name + "=" + value));
    return List.of(
        status.executionId(),
        status.state().wireName(),
        exitCode,
        age,
        status.pid() == null ? "-" : status.pid().toString(),
        HumanText.bytes(status.stdout().to()),
        HumanText.bytes(status.stderr().to()),
        TextTable.oneLine(String.join(",", labels)));
  }
}
