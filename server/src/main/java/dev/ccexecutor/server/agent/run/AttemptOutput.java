package dev.ccexecutor.server.agent.run;

import dev.ccexecutor.protocol.client.ClientException;
import dev.ccexecutor.protocol.client.ExecutionListener;
import dev.ccexecutor.protocol.client.OutputChunk;
import dev.ccexecutor.protocol.execution.ProcessCompleted;
import dev.ccexecutor.protocol.execution.ProcessGap;
import dev.ccexecutor.protocol.execution.StreamType;
import dev.ccexecutor.protocol.execution.TranscriptSummary;
import dev.ccexecutor.server.agent.AgentListener;
import dev.ccexecutor.server.agent.AgentReader;
import dev.ccexecutor.server.agent.AgentReading;
import dev.ccexecutor.server.agent.AgentTranscript;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Takes what an attempt's process writes. On the client's event loop only. */
final class AttemptOutput implements ExecutionListener {
  private final AgentReader reader;
  private final AgentListener listener;
  private final Stream stdout = new Stream();
  private final Stream stderr = new Stream();

  AttemptOutput(AgentReader reader, AgentListener listener) {
    this.reader = reader;
    this.listener = listener;
  }

  @Override
  public void onOutput(OutputChunk chunk) {
    try {
      byte[] bytes = chunk.bytes();
      streamOf(chunk.stream()).take(bytes);
      reader.accept(chunk.stream(), bytes);
    } finally {
      chunk.release();
    }
  }

  @Override
  public void onGap(ProcessGap gap) {
    streamOf(gap.type()).whole = false;
  }

  @Override
  public void onReconnecting(ClientException cause) {
    listener.onReconnecting(cause.getMessage());
  }

  /** What the agent said; null for the end if that is not known. To be called once. */
  AgentReading reading(ProcessCompleted end) {
    return reader.finish(end);
  }

  /** What proves it. To be called once. */
  AgentTranscript transcript(ProcessCompleted end) {
    TranscriptSummary written = end == null ? null : end.transcript();
    return new AgentTranscript(
        written == null ? null : written.marker(),
        written == null ? null : written.directory(),
        written == null ? null : written.sha256(),
        written == null ? null : written.complete(),
        stdout.sha256(end != null),
        stdout.bytes,
        stderr.sha256(end != null),
        stderr.bytes);
  }

  private Stream streamOf(StreamType type) {
    return type == StreamType.STDERR ? stderr : stdout;
  }

  private static final class Stream {
    private final MessageDigest digest = newDigest();
    private boolean whole = true;
    private long bytes;

    private void take(byte[] more) {
      digest.update(more);
      bytes += more.length;
    }

    private String sha256(boolean ended) {
      return whole && ended ? HexFormat.of().formatHex(digest.digest()) : null;
    }

    private static MessageDigest newDigest() {
      try {
        return MessageDigest.getInstance("SHA-256");
      } catch (NoSuchAlgorithmException impossible) {
        throw new IllegalStateException("every Java has SHA-256", impossible);
      }
    }
  }
}
