package dev.ccexecutor.stress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccexecutor.protocol.execution.ExecuteResult;
import dev.ccexecutor.protocol.execution.ProcessCompleted;
import dev.ccexecutor.protocol.execution.ProcessExited;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;

/** One command as its connection hears of it. */
final class ObservedExecution {

  /** Longer than any command of these tests takes; a test's own timeout is shorter or the same. */
  private static final long PATIENCE_SECONDS = 60;

  private final String executionId;
  private final IntFunction<ReceivedOutput> outputOfChannel;
  private final ReceivedOutput jsonOutput = ReceivedOutput.none();
  private final Queue<String> violations = new ConcurrentLinkedQueue<>();
  private final CompletableFuture<ExecuteResult> result = new CompletableFuture<>();
  private final CompletableFuture<Void> started = new CompletableFuture<>();
  private final CompletableFuture<ProcessExited> exited = new CompletableFuture<>();
  private final CompletableFuture<ProcessCompleted> completed = new CompletableFuture<>();

  ObservedExecution(String executionId, IntFunction<ReceivedOutput> outputOfChannel) {
    this.executionId = executionId;
    this.outputOfChannel = outputOfChannel;
  }

  String id() {
    return executionId;
  }

  /** The answer to {@code execute}. */
  CompletableFuture<ExecuteResult> result() {
    return result;
  }

  CompletableFuture<Void> started() {
    return started;
  }

  CompletableFuture<ProcessExited> exited() {
    return exited;
  }

  CompletableFuture<ProcessCompleted> completed() {
    return completed;
  }

  /** What came in JSON messages. */
  ReceivedOutput jsonOutput() {
    return jsonOutput;
  }

  /** What came in data frames; to be asked for when the answer is there. */
  ReceivedOutput binaryOutput() {
    return outputOfChannel.apply(result.join().channel());
  }

  /** The other end did not keep to the contract. */
  void violated(String how) {
    violations.add(executionId + ": " + how);
  }

  /** The answer, or its failure. */
  ExecuteResult awaitResult() throws Exception {
    return result.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  /** The end record, after which nothing may come any more. */
  ProcessCompleted awaitCompleted() throws Exception {
    awaitResult();
    return completed.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  /** Waits for the end; all of the JSON output must be there and bear out the end record. */
  ProcessCompleted awaitWholeJson() throws Exception {
    return awaitWhole(awaitCompleted(), jsonOutput);
  }

  /** Waits for the end; all of the binary output must be there and bear out the end record. */
  ProcessCompleted awaitWholeBinary() throws Exception {
    ProcessCompleted end = awaitCompleted();
    assertThat(binaryOutput().stdout().hasEnded()).as("end of stdout was told").isTrue();
    assertThat(binaryOutput().stderr().hasEnded()).as("end of stderr was told").isTrue();
    return awaitWhole(end, binaryOutput());
  }

  private ProcessCompleted awaitWhole(ProcessCompleted end, ReceivedOutput output) {
    assertThat(output.stdout().totals()).as("stdout of %s", executionId).isEqualTo(end.stdout());
    assertThat(output.stderr().totals()).as("stderr of %s", executionId).isEqualTo(end.stderr());
    assertThat(exited).as("process.exited came before").isCompleted();
    assertThat(violations).isEmpty();
    return end;
  }
}
