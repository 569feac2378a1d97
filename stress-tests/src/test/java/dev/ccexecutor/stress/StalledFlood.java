package dev.ccexecutor.stress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ccexecutor.protocol.execution.ControlResult;
import dev.ccexecutor.protocol.execution.ControlType;
import dev.ccexecutor.protocol.execution.EndReason;
import dev.ccexecutor.protocol.execution.ExecutionState;
import dev.ccexecutor.protocol.execution.ExecutionStatus;
import dev.ccexecutor.protocol.execution.OutputForm;
import dev.ccexecutor.protocol.execution.ProcessCompleted;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** A flood on a connection of its own that stops reading. */
final class StalledFlood implements AutoCloseable {

  private static final long FLOWING_BYTES = 1 << 20;
  private static final Duration PARKED_INTERVAL = Duration.ofMillis(300);
  private static final double PATIENCE_SECONDS = 20;

  /** Read from the child and not by the client: the queue, the channel, the client's one read. */
  private static final long MOST_IN_PROCESSES_BYTES = 8L << 20;

  private final StressClient client;
  private final ObservedExecution execution;
  private final OutputForm form;
  private long readAtStall;

  private StalledFlood(StressClient client, ObservedExecution execution, OutputForm form) {
    this.client = client;
    this.execution = execution;
    this.form = form;
  }

  /** It flows when this returns. */
  static StalledFlood start(ServerUnderTest server, OutputForm form) throws Exception {
    StressClient client = server.connect();
    ObservedExecution execution = client.start(server.argv("yes").output(form));
    StalledFlood flood = new StalledFlood(client, execution, form);
    await().until(() -> flood.received() > FLOWING_BYTES);
    return flood;
  }

  private long received() {
    return form == OutputForm.BINARY
        ? execution.binaryOutput().stdout().bytes()
        : execution.jsonOutput().stdout().bytes();
  }

  /** Returns when every buffer on the way is full and the pipe is not read any more. */
  void stopReading(StressClient observer) {
    client.connection().readingEnabled(false);
    long[] last = {-1};
    await()
        .pollInterval(PARKED_INTERVAL)
        .until(() -> last[0] == (last[0] = status(observer, null).stdout().to()));
    readAtStall = last[0];
  }

  void assertStillParked(StressClient observer) throws Exception {
    ExecutionStatus status = status(observer, null);
    assertThat(status.state()).isEqualTo(ExecutionState.RUNNING);
    assertThat(status.stdout().to()).as("read from the child").isEqualTo(readAtStall);
    assertThat(readAtStall - received())
        .as("under way")
        .isLessThan(
            MOST_IN_PROCESSES_BYTES + largestBuffer("tcp_wmem") + largestBuffer("tcp_rmem"));
  }

  /** Up to this the kernel lets a socket's buffer grow where its reader is slow (tcp(7)). */
  private static long largestBuffer(String name) throws IOException {
    // In one read: a second one finds such a file at its end, and Files.readString begins by a
    // byte.
    try (BufferedReader sizes = Files.newBufferedReader(Path.of("/proc/sys/net/ipv4", name))) {
      return Long.parseLong(sizes.readLine().split("\\s+")[2]);
    }
  }

  /** The answer lies behind unread output, so the other connection tells that it was done. */
  void cancelWhileNothingIsRead(StressClient observer) throws Exception {
    CompletableFuture<ControlResult> answer = client.requestControl(ControlType.CANCEL, execution);
    ExecutionStatus ended = status(observer, PATIENCE_SECONDS);
    assertThat(ended.state()).isEqualTo(ExecutionState.COMPLETED);
    assertThat(ended.exit().reason()).isEqualTo(EndReason.CANCELED);
    assertThat(ended.exit().signal()).isEqualTo("TERM");
    assertThat(answer).as("answer, while nothing is read").isNotDone();
    assertThat(execution.completed()).as("end, while nothing is read").isNotDone();
  }

  /** What was under way arrives, and then the end. */
  void readOn() throws Exception {
    client.connection().readingEnabled(true);
    ProcessCompleted end =
        form == OutputForm.BINARY ? execution.awaitWholeBinary() : execution.awaitWholeJson();
    assertThat(end.stdout().bytes()).isGreaterThanOrEqualTo(readAtStall);
    assertThat(end.reason()).isEqualTo(EndReason.CANCELED);
    assertThat(end.drained()).isTrue();
    assertThat(end.treeEmpty()).isTrue();
  }

  private ExecutionStatus status(StressClient observer, Double waitSeconds) throws Exception {
    return observer.status(execution.id(), waitSeconds);
  }

  @Override
  public void close() {
    client.close();
  }
}
