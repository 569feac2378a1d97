package dev.ccexecutor.server.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ccexecutor.protocol.client.BlockingOutput;
import dev.ccexecutor.protocol.client.ClientException;
import dev.ccexecutor.protocol.client.ClientOptions;
import dev.ccexecutor.protocol.client.ExecutorClient;
import dev.ccexecutor.protocol.client.RemoteExecution;
import dev.ccexecutor.protocol.execution.ControlParams;
import dev.ccexecutor.protocol.execution.ControlType;
import dev.ccexecutor.protocol.execution.ExecuteParams;
import dev.ccexecutor.protocol.execution.ExecutionStatus;
import dev.ccexecutor.protocol.execution.WhenFull;
import dev.ccexecutor.server.testkit.Deadline;
import dev.ccexecutor.server.testkit.RunningTestServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

@Timeout(60)
class BlockingOutputTest {

  private static final long WINDOW_BYTES = 64 << 10;

  @RegisterExtension static final RunningTestServer server = RunningTestServer.withSettings();

  private final BlockingOutput output = new BlockingOutput();
  private ExecutorClient client;

  @BeforeEach
  void connect() throws Exception {
    URI uri = URI.create("ws://127.0.0.1:" + server.port() + "/ws");
    client = get(ExecutorClient.connect(uri, ClientOptions.defaults()));
  }

  @AfterEach
  void close() throws Exception {
    client.close();
    get(client.closed());
  }

  private static <T> T get(CompletableFuture<T> future) throws Exception {
    return future.get(30, TimeUnit.SECONDS);
  }

  @Test
  void shouldReadAllOfBothStreamsWhenTheCommandCompletes() throws Exception {
    RemoteExecution execution =
        get(client.execute(ExecuteParams.command("seq 1 100000; echo e >&2").build(), output));

    assertThat(output.stdout().readAllBytes()).hasSize(588_895);
    assertThat(output.stderr().readAllBytes()).isEqualTo(new byte[] {'e', '\n'});
    assertThat(get(execution.completion()).exitCode()).isZero();
  }

  @Test
  void shouldHoldTheChildBackAndOthersNotWhenNobodyReads() throws Exception {
    RemoteExecution execution =
        get(
            client.execute(
                ExecuteParams.command("head -c 50000000 /dev/zero").window(WINDOW_BYTES).build(),
                output));
    awaitHeldBack(execution.executionId());

    GatheringListener other = new GatheringListener();
    get(get(client.execute(ExecuteParams.command("seq 1 100000").build(), other)).completion());
    long readBefore = get(client.status(execution.executionId())).stdout().to();

    assertThat(readBefore).isLessThan(50_000_000);
    assertThat(output.stdout().readAllBytes()).hasSize(50_000_000);
    assertThat(get(execution.completion()).exitCode()).isZero();
  }

  /** The child waits: two looks in a row see the same. */
  private void awaitHeldBack(String executionId) {
    long[] before = {-1};
    Deadline.await("the child to be held back")
        .until(
            () -> {
              ExecutionStatus status = get(client.status(executionId));
              boolean same = status.stdout().to() == before[0] && before[0] >= WINDOW_BYTES;
              before[0] = status.stdout().to();
              return same;
            });
  }

  @Test
  void shouldThrowAwayWhatFollowsWhenAStreamIsClosed() throws Exception {
    output.stderr().close();
    RemoteExecution execution =
        get(
            client.execute(
                ExecuteParams.command("seq 1 100000 >&2; echo done").window(WINDOW_BYTES).build(),
                output));

    assertThat(output.stdout().readAllBytes()).isEqualTo("done\n".getBytes(StandardCharsets.UTF_8));
    assertThat(get(execution.completion()).exitCode()).isZero();
  }

  @Test
  void shouldThrowOnceWhereBytesWillNotCome() throws Exception {
    RemoteExecution execution =
        get(
            client.execute(
                ExecuteParams.command("head -c 20000000 /dev/zero; sleep 0.5; echo end")
                    .whenFull(WhenFull.DROP_OLDEST)
                    .window(WINDOW_BYTES)
                    .build(),
                output));
    client.awaitEnd(execution.executionId()).get(30, TimeUnit.SECONDS);
    InputStream stdout = output.stdout();

    assertThatThrownBy(stdout::readAllBytes)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("will not come: dropped");
    assertThat(new String(stdout.readAllBytes(), StandardCharsets.UTF_8)).endsWith("end\n");
  }

  @Test
  void shouldThrowWhenItCanNotBeKnownWhetherMoreFollows() throws Exception {
    RemoteExecution execution =
        get(client.execute(ExecuteParams.command("echo first; sleep 600").build(), output));
    assertThat(output.stdout().readNBytes(6)).isEqualTo("first\n".getBytes(StandardCharsets.UTF_8));

    get(execution.detach());

    assertThatThrownBy(() -> output.stdout().read())
        .isInstanceOf(IOException.class)
        .cause()
        .isInstanceOfSatisfying(
            ClientException.class,
            gone -> assertThat(gone.reason()).isEqualTo(ClientException.Reason.DETACHED));
    get(client.control(new ControlParams(ControlType.KILL, execution.executionId(), null, null)));
  }
}
