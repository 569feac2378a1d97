package dev.ccexecutor.server.mcp.executor;

import dev.ccexecutor.protocol.execution.ExecutionStatus;
import dev.ccexecutor.protocol.execution.ProcessCompleted;
import dev.ccexecutor.protocol.execution.StreamRange;
import dev.ccexecutor.protocol.execution.StreamTotals;
import dev.ccexecutor.server.mcp.executor.ExecutionUri.Part;
import java.util.Locale;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;

/** What models are told of an execution. */
public final class StatusDocument {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private StatusDocument() {}

  /** As {@code execution_status} and the resource {@code exec://ID/status} have it. */
  public static ObjectNode of(ExecutionStatus status) {
    ObjectNode document = NODES.objectNode();
    document.put("execution_id", status.executionId());
    document.put("state", status.state().wireName());
    document.put("command", status.command());
    document.put("pid", status.pid());
    document.put("started_at", status.startedAt() == null ? null : status.startedAt().toString());
    ObjectNode labels = document.putObject("labels");
    status.labels().forEach(labels::put);
    document.set("stdout", range(status.stdout()));
    document.set("stderr", range(status.stderr()));
    document.set("exit", exit(status.exit()));
    document.set("resources", resources(status.executionId()));
    return document;
  }

  /** The addresses of all that there is of an execution. */
  public static ObjectNode resources(String executionId) {
    return NODES
        .objectNode()
        .put("stdout", ExecutionUri.of(executionId, Part.STDOUT))
        .put("stderr", ExecutionUri.of(executionId, Part.STDERR))
        .put("status", ExecutionUri.of(executionId, Part.STATUS));
  }

  /** The same on one line. */
  public static String line(ExecutionStatus status) {
    String end =
        status.exit() == null
            ? ""
            : ", " + status.exit().status().wireName() + ", exit code " + status.exit().exitCode();
    return String.format(
        Locale.ROOT,
        "%s: %s%s, stdout %d bytes, stderr %d bytes%s",
        status.executionId(),
        status.state().wireName(),
        end,
        status.stdout().to(),
        status.stderr().to(),
        status.command() == null ? "" : ": " + status.command().lines().findFirst().orElse(""));
  }

  private static ObjectNode range(StreamRange range) {
    return NODES.objectNode().put("from", range.from()).put("to", range.to());
  }

  private static JsonNode exit(ProcessCompleted end) {
    if (end == null) {
      return NullNode.getInstance();
    }
    ObjectNode exit = NODES.objectNode();
    exit.put("status", end.status().wireName());
    exit.put("exit_code", end.exitCode());
    exit.put("signal", end.signal());
    exit.put("reason", end.reason() == null ? null : end.reason().wireName());
    exit.put("execution_time", end.executionTimeSeconds());
    exit.set("stdout", totals(end.stdout()));
    exit.set("stderr", totals(end.stderr()));
    exit.put("drained", end.drained());
    exit.put("tree_empty", end.treeEmpty());
    exit.put("transcript_complete", end.transcript() == null ? null : end.transcript().complete());
    return exit;
  }

  private static JsonNode totals(StreamTotals totals) {
    return totals == null
        ? NullNode.getInstance()
        : NODES.objectNode().put("bytes", totals.bytes()).put("crc32c", totals.crc32c());
  }
}
