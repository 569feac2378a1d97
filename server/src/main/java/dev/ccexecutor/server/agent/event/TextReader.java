package dev.ccexecutor.server.agent.event;

import dev.ccexecutor.protocol.execution.ProcessCompleted;
import dev.ccexecutor.protocol.execution.StreamType;
import dev.ccexecutor.server.agent.AgentFailure;
import dev.ccexecutor.server.agent.AgentReader;
import dev.ccexecutor.server.agent.AgentReading;
import dev.ccexecutor.server.agent.AgentReading.EventCounts;
import dev.ccexecutor.server.agent.FailureReport;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Takes all of stdout for the result. For one thread. */
final class TextReader implements AgentReader {
  private static final int MAX_RESULT_BYTES = 16 << 20;
  private static final int DIAGNOSTICS_BYTES = 16 << 10;

  private final ByteArrayOutputStream stdout = new ByteArrayOutputStream();
  private final TextTail stderr = new TextTail(DIAGNOSTICS_BYTES);
  private boolean tooLong;

  @Override
  public void accept(StreamType stream, byte[] bytes) {
    if (stream == StreamType.STDERR) {
      stderr.append(bytes);
    } else if (tooLong || bytes.length > MAX_RESULT_BYTES - stdout.size()) {
      tooLong = true;
    } else {
      stdout.writeBytes(bytes);
    }
  }

  @Override
  public AgentReading finish(ProcessCompleted end) {
    FailureReport failure = failure(end);
    String text = stdout.toString(StandardCharsets.UTF_8);
    return new AgentReading(
        failure == null ? text : null,
        failure == null || text.isEmpty() ? null : text,
        failure,
        null,
        null,
        null,
        new EventCounts(0, 0, tooLong ? 1 : 0, 0),
        stderr.isEmpty() ? null : stderr.text());
  }

  private FailureReport failure(ProcessCompleted end) {
    if (tooLong) {
      return FailureReport.of(
          AgentFailure.TRUNCATED_OUTPUT,
          "the output is longer than " + MAX_RESULT_BYTES + " bytes; the transcript has all");
    }
    if (end != null && end.exitCode() != null && end.exitCode() == 0) {
      return stdout.size() > 0
          ? null
          : FailureReport.of(AgentFailure.MISSING_RESULT, "the agent printed nothing");
    }
    return MissingResult.report(end, 0, stderr.text());
  }
}
