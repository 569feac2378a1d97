package dev.ccexecutor.server.mcp.tool;

import dev.ccexecutor.protocol.execution.EndReason;
import dev.ccexecutor.protocol.execution.ProcessCompleted;
import dev.ccexecutor.protocol.execution.StreamTotals;
import dev.ccexecutor.protocol.execution.StreamType;
import dev.ccexecutor.protocol.execution.TranscriptSummary;
import dev.ccexecutor.server.mcp.executor.ExecutionUri;
import dev.ccexecutor.server.mcp.executor.ExecutionUri.Part;
import dev.ccexecutor.server.mcp.feature.Outcome;
import dev.ccexecutor.server.mcp.feature.ToolResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What came of a command, twice: as a document and as text, each of them whole. It is an error for
 * a model if the command did not come to an end of its own: it was stopped, or ended by a signal.
 * An exit code other than 0 is none: what it means is the command's affair, and it stands first.
 */
final class CommandReport {
  private final CommandRequest request;
  private final CommandOutput output;
  private final int tailBytes;
  private final List<String> notes;

  CommandReport(CommandRequest request, CommandOutput output, int tailBytes) {
    this.request = request;
    this.output = output;
    this.tailBytes = tailBytes;
    notes = new ArrayList<>(request.notes());
  }

  CommandReport inputRefused(boolean refused) {
    if (refused) {
      notes.add("The command did not read all of its stdin.");
    }
    return this;
  }

  Outcome outcome(ProcessCompleted end) {
    noteWhatIsUnusual(end);
    OutputTail.Snapshot stdout = output.of(StreamType.STDOUT).newest(tailBytes);
    OutputTail.Snapshot stderr = output.of(StreamType.STDERR).newest(tailBytes);
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    document.put("execution_id", request.executionId());
    document.put("status", end.status().wireName());
    document.put("exit_code", end.exitCode());
    document.put("signal", end.signal());
    document.put("reason", end.reason() == null ? null : end.reason().wireName());
    document.put("execution_time", end.executionTimeSeconds());
    document.set("stdout", stream(stdout, end.stdout()));
    document.set("stderr", stream(stderr, end.stderr()));
    document.put("drained", end.drained());
    document.put("tree_empty", end.treeEmpty());
    document.set("transcript", transcript(end.transcript()));
    notes.forEach(document.withArrayProperty("notes")::add);
    Outcome.Complete outcome = ToolResult.structured(document, text(end, stdout, stderr));
    link((ArrayNode) outcome.result().get("content"), end);
    if (end.reason() != EndReason.EXIT) {
      outcome.result().put("isError", true);
    }
    return outcome;
  }

  private void noteWhatIsUnusual(ProcessCompleted end) {
    if (output.hasGap()) {
      notes.add("Some output was not kept; what is shown is the end of it.");
    }
    if (!end.drained()) {
      notes.add("A process that was left behind still had the output open.");
    }
    if (!end.treeEmpty()) {
      notes.add("Processes that the command has started may still live.");
    }
    if (end.transcript() != null && !end.transcript().complete()) {
      notes.add("The transcript is not complete: the server's disk did not take all of it.");
    }
  }

  private static ObjectNode stream(OutputTail.Snapshot tail, StreamTotals totals) {
    ObjectNode stream = JsonNodeFactory.instance.objectNode();
    stream.put("text", tail.text().text());
    stream.put("text_from", tail.from());
    stream.put("truncated", tail.from() > 0);
    stream.put("is_utf8", tail.text().isExact());
    stream.put("bytes", totals == null ? null : (Long) totals.bytes());
    stream.put("crc32c", totals == null ? null : totals.crc32c());
    return stream;
  }

  private ObjectNode transcript(TranscriptSummary summary) {
    if (summary == null) {
      return null;
    }
    return JsonNodeFactory.instance
        .objectNode()
        .put("stdout", ExecutionUri.of(request.executionId(), Part.STDOUT))
        .put("stderr", ExecutionUri.of(request.executionId(), Part.STDERR))
        .put("complete", summary.complete())
        .put("sha256", summary.sha256());
  }

  private String text(
      ProcessCompleted end, OutputTail.Snapshot stdout, OutputTail.Snapshot stderr) {
    StringBuilder text = new StringBuilder(headline(end)).append('\n');
    text.append("execution_id ").append(request.executionId()).append('\n');
    notes.forEach(note -> text.append("Note: ").append(note).append('\n'));
    append(text, "stdout", stdout, output.of(StreamType.STDOUT).bytes());
    append(text, "stderr", stderr, output.of(StreamType.STDERR).bytes());
    return text.toString();
  }

  private static String headline(ProcessCompleted end) {
    String how =
        end.reason() == EndReason.EXIT
            ? "Exit code " + end.exitCode()
            : "It did not end by itself: "
                + (end.reason() == null ? "lost" : end.reason().wireName())
                + (end.signal() == null ? "" : ", signal " + end.signal())
                + ", exit code "
                + end.exitCode();
    return end.executionTimeSeconds() == null
        ? how
        : how + String.format(Locale.ROOT, ", after %.3f s", end.executionTimeSeconds());
  }

  private static void append(
      StringBuilder text, String name, OutputTail.Snapshot tail, long bytes) {
    if (bytes == 0) {
      text.append(name).append(": empty\n");
      return;
    }
    text.append(name).append(", ").append(bytes).append(" bytes");
    if (tail.from() > 0) {
      text.append(", shown from offset ")
          .append(tail.from())
          .append(" on (execution_output reads what is before)");
    }
    if (!tail.text().isExact()) {
      text.append(", not all of it UTF-8");
    }
    if (tail.text().isMostlyControls()) {
      text.append(", mostly control characters: execution_output gives it as base64\n");
      return;
    }
    text.append(":\n").append(tail.text().text());
    if (!tail.text().text().endsWith("\n")) {
      text.append('\n');
    }
  }

  private void link(ArrayNode content, ProcessCompleted end) {
    if (end.transcript() == null) {
      return;
    }
    link(content, Part.STDOUT, output.of(StreamType.STDOUT).bytes());
    link(content, Part.STDERR, output.of(StreamType.STDERR).bytes());
  }

  private void link(ArrayNode content, Part part, long bytes) {
    if (bytes > 0) {
      String uri = ExecutionUri.of(request.executionId(), part);
      content
          .addObject()
          .put("type", "resource_link")
          .put("uri", uri)
          .put("name", uri.substring("exec://".length()))
          .put("mimeType", "text/plain")
          .put("size", bytes);
    }
  }
}
