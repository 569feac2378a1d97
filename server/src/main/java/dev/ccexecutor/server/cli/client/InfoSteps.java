package dev.ccexecutor.server.cli.client;

import dev.ccexecutor.protocol.execution.ServerInfo;
import dev.ccexecutor.protocol.jsonrpc.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** {@code info}: what the server says of itself, and of what this client may do. */
final class InfoSteps implements RemoteAction.Steps {
  @Override
  public Outcome run(RemoteAction.Connection connection, Invocation invocation)
      throws CallFailedException {
    ServerInfo info = Calls.await(connection.open().serverInfo());
    if (invocation.request().wantsJson()) {
      Answer.json(invocation, info);
      return Outcome.exited(ExitCode.OK);
    }
    long uptimeMillis = (long) (info.uptimeSeconds() * TimeUnit.SECONDS.toMillis(1));
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("version", info.version()));
    rows.add(List.of("protocol", info.protocol()));
    rows.add(
        List.of("started", info.startedAt() + " (" + HumanText.duration(uptimeMillis) + " ago)"));
    rows.add(List.of("sessions", Integer.toString(info.activeSessions())));
    rows.add(List.of("executions", Integer.toString(info.activeExecutions())));
    rows.add(List.of("spool", HumanText.bytes(info.spool().usedBytes())));
    rows.add(List.of("policy", Json.MAPPER.writeValueAsString(info.policy())));
    rows.add(List.of("limits", Json.MAPPER.writeValueAsString(info.limits())));
    TextTable.lines(rows).forEach(line -> Answer.text(invocation, line));
    return Outcome.exited(ExitCode.OK);
  }
}
