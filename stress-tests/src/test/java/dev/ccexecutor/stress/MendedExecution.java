package dev.ccexecutor.stress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccexecutor.protocol.execution.ProcessCompleted;
import dev.ccexecutor.protocol.execution.StreamTotals;
import dev.ccexecutor.protocol.execution.StreamType;
import dev.ccexecutor.protocol.execution.TranscriptSummary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/** One execution as a client has it that was on several connections, one after the other. */
final class MendedExecution {

  private final String id;
  private final long stdoutBytes;
  private final long stderrBytes;
  private final MendedStream stdout = new MendedStream();
  private final MendedStream stderr = new MendedStream();
  private ProcessCompleted end;

  /** One whose child writes so many bytes. */
  MendedExecution(String id, long stdoutBytes, long stderrBytes) {
    this.id = id;
    this.stdoutBytes = stdoutBytes;
    this.stderrBytes = stderrBytes;
  }

  String id() {
    return id;
  }

  MendedStream of(StreamType type) {
    return type == StreamType.STDERR ? stderr : stdout;
  }

  long receivedBytes() {
    return stdout.length() + stderr.length();
  }

  /** Where to go on. */
  Map<String, Object> offsets() {
    Map<String, Object> offsets = new LinkedHashMap<>();
    offsets.put("stdout", stdout.length());
    offsets.put("stderr", stderr.length());
    return offsets;
  }

  /** The end record has come; again it must be the same. */
  void complete(ProcessCompleted completed) {
    if (end != null) {
      assertThat(completed).as("the end record when it comes again").isEqualTo(end);
    }
    end = completed;
    assertLength(StreamType.STDOUT, end.stdout());
    assertLength(StreamType.STDERR, end.stderr());
  }

  private void assertLength(StreamType type, StreamTotals totals) {
    assertThat(totals.bytes()).as("bytes of %s of %s", type, id).isEqualTo(of(type).length());
  }

  boolean hasEnded() {
    return end != null;
  }

  /** Bytes that the server has said will not come. */
  long missingBytes() {
    return stdout.missingBytes() + stderr.missingBytes();
  }

  /** Fails unless the end record tells of a child that wrote all that it was to write. */
  void assertEnd() {
    assertThat(end.exitCode()).as("exit code of %s", id).isZero();
    assertThat(end.stdout().bytes()).as("stdout of %s", id).isEqualTo(stdoutBytes);
    assertThat(end.stderr().bytes()).as("stderr of %s", id).isEqualTo(stderrBytes);
    assertTotals(StreamType.STDOUT, end.stdout());
    assertTotals(StreamType.STDERR, end.stderr());
  }

  private void assertTotals(StreamType type, StreamTotals totals) {
    if (of(type).missingBytes() == 0) {
      assertThat(of(type).totals()).as("%s of %s", type, id).isEqualTo(totals);
    }
  }

  /** Fails unless the transcript is whole, and has what came. */
  void assertTranscript() throws IOException {
    TranscriptSummary transcript = end.transcript();
    assertThat(transcript.complete()).as("transcript of %s", id).isTrue();
    Path directory = Path.of(transcript.directory());
    Path manifest = directory.resolve("execution.json");
    assertThat(sha256(manifest)).isEqualTo(transcript.sha256());
    for (StreamType type : StreamType.OUTPUTS) {
      if (of(type).length() > 0) {
        String sum = of(type).sha256();
        assertThat(sha256(directory.resolve(type.wireName()))).isEqualTo(sum);
        assertThat(manifest).content().contains(sum);
      }
    }
  }

  private static String sha256(Path file) throws IOException {
    return HexFormat.of().formatHex(ReceivedStream.newSha256().digest(Files.readAllBytes(file)));
  }
}
