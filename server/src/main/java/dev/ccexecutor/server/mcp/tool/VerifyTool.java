package dev.ccexecutor.server.mcp.tool;

import dev.ccexecutor.protocol.client.RemoteExecution;
import dev.ccexecutor.protocol.execution.AttachMode;
import dev.ccexecutor.protocol.execution.AttachParams;
import dev.ccexecutor.protocol.execution.CompletionStatus;
import dev.ccexecutor.protocol.execution.ExecutionStatus;
import dev.ccexecutor.protocol.execution.OutputForm;
import dev.ccexecutor.protocol.execution.ProcessCompleted;
import dev.ccexecutor.protocol.execution.StreamRange;
import dev.ccexecutor.protocol.execution.StreamTotals;
import dev.ccexecutor.protocol.execution.StreamType;
import dev.ccexecutor.protocol.execution.WhenFull;
import dev.ccexecutor.server.mcp.executor.ExecutorException;
import dev.ccexecutor.server.mcp.executor.ExecutorSession;
import dev.ccexecutor.server.mcp.feature.CallContext;
import dev.ccexecutor.server.mcp.feature.ExecutorConnections.Purpose;
import dev.ccexecutor.server.mcp.feature.Outcome;
import dev.ccexecutor.server.mcp.feature.ToolResult;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads all output of an execution that is kept, and compares it with what its end record says was
 * written.
 */
final class VerifyTool implements ExecutorTool.Action {
  private static final Duration STEP = Duration.ofSeconds(2);

  /** What is thought of an output, the worst last. */
  private enum Verdict {
    VERIFIED("All output can be read, and is what was written, by length and CRC-32C."),
    RUNNING("It has not ended: its output can't be verified yet."),
    LOST("The server died while it ran: nobody knows all that it has written."),
    INCOMPLETE("Some of the output is not kept; whether the rest is as it was can't be told."),
    MISMATCH("The output that is kept is NOT what was written: do not rely on it.");

    private final String sentence;

    Verdict(String sentence) {
      this.sentence = sentence;
    }

    private String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Override
  public Outcome run(Arguments arguments, CallContext context)
      throws ExecutorException, InterruptedException {
    String executionId = arguments.required("execution_id");
    ExecutionStatus status = status(executionId, context);
    ProcessCompleted end = status.exit();
    if (end == null) {
      return outcome(executionId, Verdict.RUNNING, null, null);
    }
    ObjectNode stdout = stream(status, StreamType.STDOUT, context);
    ObjectNode stderr = stream(status, StreamType.STDERR, context);
    return outcome(executionId, verdict(end, stdout, stderr), stdout, stderr);
  }

  private static ExecutionStatus status(String executionId, CallContext context)
      throws ExecutorException, InterruptedException {
    try (ExecutorSession session = ExecutorSession.open(context.caller(), Purpose.LOOK)) {
      return session.status(executionId);
    }
  }

  /** On a connection of its own: what can't be read closes it, and is no fault of the other's. */
  private static ObjectNode stream(ExecutionStatus status, StreamType type, CallContext context)
      throws ExecutorException, InterruptedException {
    boolean isStdout = type == StreamType.STDOUT;
    StreamTotals written = isStdout ? status.exit().stdout() : status.exit().stderr();
    StreamRange range = isStdout ? status.stdout() : status.stderr();
    StreamCheck check = new StreamCheck();
    boolean isRead;
    try (ExecutorSession session = ExecutorSession.open(context.caller(), Purpose.LOOK)) {
      AttachParams params =
          new AttachParams(
              status.executionId(),
              isStdout ? (Long) range.from() : (Long) status.stdout().to(),
              isStdout ? (Long) status.stderr().to() : (Long) range.from(),
              OutputForm.BINARY,
              null,
              WhenFull.BLOCK,
              AttachMode.OBSERVE);
      isRead = isRead(session, params, check, context);
    }
    StreamCheck.Sums sums = check.of(type);
    long missing = range.from() + sums.missing();
    if (!isRead) {
      status(status.executionId(), context); // If the server is gone that tells nothing.
      missing = written == null ? missing : Math.max(0, written.bytes() - sums.bytes());
    }
    return stream(sums, written, missing);
  }

  /** Reads all that there is; false if that failed, as it does where it is not what was written. */
  private static boolean isRead(
      ExecutorSession session, AttachParams params, StreamCheck check, CallContext context)
      throws ExecutorException, InterruptedException {
    RemoteExecution execution = ExecutorSession.await(session.client().attach(params, check));
    // The client compares too, and fails where it finds what is to be found here.
    CompletableFuture<Boolean> whole =
        execution.completion().handle((end, failure) -> failure == null);
    check.fruitless().thenRun(() -> whole.complete(false));
    ProgressTeller progress = new ProgressTeller(context);
    while (!ExecutorSession.isDoneWithin(whole, STEP)) {
      progress.tell(check.readBytes() + " bytes read");
    }
    return whole.join();
  }

  private static ObjectNode stream(StreamCheck.Sums sums, StreamTotals written, long missing) {
    String crc32c = StreamTotals.of(sums.bytes(), sums.crc32c()).crc32c();
    boolean isSame =
        written != null && written.bytes() == sums.bytes() && written.crc32c().equals(crc32c);
    ObjectNode stream = JsonNodeFactory.instance.objectNode();
    stream.put("bytes", sums.bytes());
    stream.put("crc32c", crc32c);
    stream.put("expected_bytes", written == null ? null : (Long) written.bytes());
    stream.put("expected_crc32c", written == null ? null : written.crc32c());
    stream.put("missing_bytes", missing);
    Verdict verdict = Verdict.VERIFIED;
    if (written == null || missing > 0) {
      verdict = Verdict.INCOMPLETE;
    } else if (!isSame) {
      verdict = Verdict.MISMATCH;
    }
    return stream.put("verdict", verdict.word());
  }

  private static Verdict verdict(ProcessCompleted end, ObjectNode stdout, ObjectNode stderr) {
    Verdict worst = end.status() == CompletionStatus.LOST ? Verdict.LOST : Verdict.VERIFIED;
    for (ObjectNode stream : new ObjectNode[] {stdout, stderr}) {
      Verdict one = Verdict.valueOf(stream.get("verdict").asString().toUpperCase(Locale.ROOT));
      worst = one.compareTo(worst) > 0 ? one : worst;
    }
    return worst == Verdict.INCOMPLETE && end.status() == CompletionStatus.LOST
        ? Verdict.LOST
        : worst;
  }

  private static Outcome outcome(
      String executionId, Verdict verdict, ObjectNode stdout, ObjectNode stderr) {
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    document.put("execution_id", executionId);
    document.put("verdict", verdict.word());
    document.set("stdout", stdout);
    document.set("stderr", stderr);
    StringBuilder text = new StringBuilder(verdict.word()).append(": ").append(verdict.sentence);
    append(text, "stdout", stdout);
    append(text, "stderr", stderr);
    return ToolResult.structured(document, text.toString());
  }

  private static void append(StringBuilder text, String name, ObjectNode stream) {
    if (stream != null) {
      text.append('\n').append(name).append(": ").append(stream);
    }
  }
}
