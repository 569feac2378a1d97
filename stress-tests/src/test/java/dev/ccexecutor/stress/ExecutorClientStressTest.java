package dev.ccexecutor.stress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccexecutor.protocol.client.ClientOptions;
import dev.ccexecutor.protocol.client.ExecutionListener;
import dev.ccexecutor.protocol.client.ExecutorClient;
import dev.ccexecutor.protocol.client.OutputChunk;
import dev.ccexecutor.protocol.client.RemoteExecution;
import dev.ccexecutor.protocol.execution.ExecuteParamsBuilder;
import dev.ccexecutor.protocol.execution.ProcessCompleted;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The client that programs use, with its window and its checksums. The other tests of this package
 * look at each message of the protocol in its place, which such a client keeps from its user.
 */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class ExecutorClientStressTest {

  private static final int PARALLEL = 500;
  private static final int FLOOD_BYTES = 64 << 20;
  private static final int SINGLE_BYTES = 20_000;
  private static final int MAX_PIECES = 1024;

  @RegisterExtension static final ServerUnderTest server = ServerUnderTest.detectingLeaks();

  private ExecutorClient client;

  /** Takes what comes, and holds it or not. */
  private static final class Output implements ExecutionListener {
    final ReceivedOutput received = ReceivedOutput.none();
    final Queue<OutputChunk> held = new ConcurrentLinkedQueue<>();
    private final boolean holds;

    Output(boolean holds) {
      this.holds = holds;
    }

    @Override
    public void onOutput(OutputChunk chunk) {
      received.of(chunk.stream()).append(chunk.content().nioBuffer());
      if (holds) {
        held.add(chunk);
      } else {
        chunk.release();
      }
    }
  }

  @BeforeEach
  void connect() throws Exception {
    client = get(ExecutorClient.connect(server.uri(), ClientOptions.defaults()));
  }

  @AfterEach
  void close() throws Exception {
    client.close();
    get(client.closed());
  }

  private RemoteExecution start(ExecuteParamsBuilder params, Output output) throws Exception {
    return get(client.execute(params.build(), output));
  }

  private static <T> T get(CompletableFuture<T> future) throws Exception {
    return future.get(60, TimeUnit.SECONDS);
  }

  @Test
  void shouldDeliverEveryByteWhenHundredsRunAtOnce() throws Exception {
    List<Output> outputs = new ArrayList<>();
    List<CompletableFuture<RemoteExecution>> executions = new ArrayList<>();
    for (int number = 0; number < PARALLEL; number++) {
      Output output = new Output(false);
      outputs.add(output);
      executions.add(client.execute(server.command("echo line-" + number).build(), output));
    }
    for (int number = 0; number < PARALLEL; number++) {
      ProcessCompleted end = get(get(executions.get(number)).completion());
      assertThat(end.exitCode()).isZero();
      assertThat(outputs.get(number).received.stdout().text()).isEqualTo("line-" + number + "\n");
    }
  }

  @Test
  void shouldDeliverAFloodWholeWithinItsWindow() throws Exception {
    Output output = new Output(false);
    RemoteExecution flood =
        start(server.command("head -c " + FLOOD_BYTES + " /dev/urandom"), output);

    ProcessCompleted end = get(flood.completion());
    assertThat(end.stdout().bytes()).isEqualTo(FLOOD_BYTES);
    assertThat(output.received.stdout().totals()).isEqualTo(end.stdout());
  }

  @Test
  void shouldHoldFewChunksWhenACommandWritesByteByByteAndNothingIsReleased() throws Exception {
    Output output = new Output(true);
    RemoteExecution trickle =
        start(
            server.command("dd if=/dev/zero bs=1 count=" + SINGLE_BYTES + " status=none"), output);

    ProcessCompleted end = get(trickle.completion());
    assertThat(end.stdout().bytes()).isEqualTo(SINGLE_BYTES);
    assertThat(output.received.stdout().totals()).isEqualTo(end.stdout());
    // Behind the limit one chunk each when the leader is gone, and at the end.
    assertThat(output.held.size()).isLessThanOrEqualTo(MAX_PIECES + 2);
    output.held.forEach(OutputChunk::release);
  }
}
