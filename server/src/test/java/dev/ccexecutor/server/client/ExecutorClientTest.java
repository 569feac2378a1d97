package dev.ccexecutor.server.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ccexecutor.protocol.client.ClientException;
import dev.ccexecutor.protocol.client.ClientOptions;
import dev.ccexecutor.protocol.client.ExecutorClient;
import dev.ccexecutor.protocol.client.RemoteErrorException;
import dev.ccexecutor.protocol.client.RemoteExecution;
import dev.ccexecutor.protocol.execution.AttachMode;
import dev.ccexecutor.protocol.execution.AttachParams;
import dev.ccexecutor.protocol.execution.EndReason;
import dev.ccexecutor.protocol.execution.ExecuteParams;
import dev.ccexecutor.protocol.execution.ExecutionState;
import dev.ccexecutor.protocol.execution.ExecutionStatus;
import dev.ccexecutor.protocol.execution.OutputForm;
import dev.ccexecutor.protocol.execution.ProcessCompleted;
import dev.ccexecutor.protocol.execution.StdinMode;
import dev.ccexecutor.protocol.execution.StreamType;
import dev.ccexecutor.protocol.execution.TerminalSize;
import dev.ccexecutor.server.testkit.RunningTestServer;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The client and the real server, while nothing goes wrong between them. */
@Timeout(60)
class ExecutorClientTest {

  @RegisterExtension static final RunningTestServer server = RunningTestServer.withSettings();

  private ExecutorClient client;
  private final GatheringListener listener = new GatheringListener();

  @BeforeEach
  void connect() throws Exception {
    client = get(ExecutorClient.connect(uri(), ClientOptions.defaults()));
  }

  @AfterEach
  void close() throws Exception {
    client.close();
    get(client.closed());
  }

  private static URI uri() {
    return URI.create("ws://127.0.0.1:" + server.port() + "/ws");
  }

  private static <T> T get(CompletableFuture<T> future) throws Exception {
    return future.get(30, TimeUnit.SECONDS);
  }

  private RemoteExecution start(ExecuteParams params) throws Exception {
    return get(client.execute(params, listener));
  }

  @Test
  void shouldHandOverBothStreamsAndTheEndWhenACommandRuns() throws Exception {
    RemoteExecution execution =
        start(ExecuteParams.command("echo out; echo err >&2; exit 3").build());

    ProcessCompleted end = get(execution.completion());

    assertThat(end.exitCode()).isEqualTo(3);
    assertThat(execution.pid()).isEqualTo((long) end.pid());
    assertThat(listener.text(StreamType.STDOUT)).isEqualTo("out\n");
    assertThat(listener.text(StreamType.STDERR)).isEqualTo("err\n");
    assertThat(listener.exits)
        .singleElement()
        .satisfies(e -> assertThat(e.exitCode()).isEqualTo(3));
    assertThat(listener.states).containsExactly(ExecutionState.EXITED);
  }

  @ParameterizedTest
  @EnumSource(
      value = OutputForm.class,
      names = {"TEXT", "BASE64", "BINARY"})
  void shouldHandOverTheSameTextWhateverTheForm(OutputForm form) throws Exception {
    RemoteExecution execution =
        start(ExecuteParams.command("seq 1 20000").output(form).window(4096).build());

    ProcessCompleted end = get(execution.completion());

    assertThat(end.stdout().bytes()).isEqualTo(108_894);
    assertThat(listener.text(StreamType.STDOUT)).hasSize(108_894).endsWith("19999\n20000\n");
  }

  @Test
  void shouldHandOverNothingButTheEndWhenNoOutputIsWanted() throws Exception {
    RemoteExecution execution =
        start(ExecuteParams.command("seq 1 100").output(OutputForm.NONE).build());

    assertThat(get(execution.completion()).exitCode()).isZero();
    assertThat(listener.bytes(StreamType.STDOUT)).isEmpty();
  }

  @Test
  void shouldFailTheStartAndTellNobodyElseWhenThereIsNoSuchProgram() {
    assertThatThrownBy(() -> start(ExecuteParams.argv(List.of("/no/such/program")).build()))
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isInstanceOfSatisfying(
            RemoteErrorException.class,
            refused -> assertThat(refused.kind()).isEqualTo("spawn_failed"));
  }

  @Test
  void shouldPauseResumeAndCancelWhenToldTo() throws Exception {
    RemoteExecution execution = start(ExecuteParams.command("sleep 600").build());

    assertThat(get(execution.pause()).status()).isEqualTo("paused");
    assertThat(get(client.status(execution.executionId())).state())
        .isEqualTo(ExecutionState.PAUSED);
    assertThat(get(execution.resume()).status()).isEqualTo("resumed");
    assertThat(get(execution.cancel()).status()).isEqualTo("canceled");

    assertThat(get(execution.completion()).reason()).isEqualTo(EndReason.CANCELED);
    assertThat(listener.states)
        .containsExactly(
            ExecutionState.PAUSED,
            ExecutionState.RUNNING,
            ExecutionState.STOPPING,
            ExecutionState.EXITED);
  }

  @Test
  void shouldDeliverASignalWhenToldTo() throws Exception {
    RemoteExecution execution = start(ExecuteParams.command("kill -USR1 $$; sleep 600").build());

    assertThat(get(execution.completion()).signal()).isEqualTo("USR1");

    RemoteExecution other = start(ExecuteParams.command("exec sleep 600").build());
    assertThat(get(other.signal("SIGUSR2")).status()).isEqualTo("signaled");
    assertThat(get(other.completion()).signal()).isEqualTo("USR2");
  }

  @Test
  void shouldPassInputOnAndItsEndWhenItIsLargerThanTheServerHolds() throws Exception {
    RemoteExecution execution =
        start(ExecuteParams.command("wc -c; sleep 0.1").stdin(StdinMode.PIPE).build());
    byte[] large = new byte[5_000_000];

    get(execution.input().write(large));
    get(execution.input().close());
    get(execution.input().close());

    assertThat(get(execution.completion()).exitCode()).isZero();
    assertThat(listener.text(StreamType.STDOUT)).isEqualTo("5000000\n");
  }

  @Test
  void shouldFailTheWriteWhenTheChildTakesNoInput() throws Exception {
    RemoteExecution execution =
        start(ExecuteParams.command("exec 0<&-; sleep 600").stdin(StdinMode.PIPE).build());

    assertThatThrownBy(() -> get(execution.input().write(new byte[5_000_000])))
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isInstanceOfSatisfying(
            ClientException.class,
            closed -> assertThat(closed.reason()).isEqualTo(ClientException.Reason.INPUT_CLOSED));
    get(execution.kill());
    get(execution.completion());
  }

  @Test
  void shouldGiveTheTerminalItsSizeWhenItIsResized() throws Exception {
    RemoteExecution execution =
        start(ExecuteParams.command("read line; stty size").pty(new TerminalSize(80, 24)).build());

    get(execution.resize(new TerminalSize(132, 50)));
    get(execution.input().write("\n".getBytes(StandardCharsets.UTF_8)));

    get(execution.completion());
    assertThat(listener.text(StreamType.STDOUT)).contains("50 132");
  }

  @Test
  void shouldFollowWhatAnotherClientHasStartedWhenItAttaches() throws Exception {
    RemoteExecution execution =
        start(
            ExecuteParams.command("echo before; read line; echo $line")
                .stdin(StdinMode.PIPE)
                .build());
    GatheringListener beside = new GatheringListener();
    try (ExecutorClient other = get(ExecutorClient.connect(uri(), ClientOptions.defaults()))) {
      RemoteExecution observed =
          get(
              other.attach(
                  new AttachParams(
                      execution.executionId(), null, null, null, null, null, AttachMode.OBSERVE),
                  beside));
      get(observed.input().write("after\n".getBytes(StandardCharsets.UTF_8)));

      get(observed.completion());
      get(execution.completion());
    }
    assertThat(beside.text(StreamType.STDOUT)).isEqualTo("before\nafter\n");
    assertThat(listener.text(StreamType.STDOUT)).isEqualTo("before\nafter\n");
  }

  @Test
  void shouldEndLoudlyWhenAnotherClientTakesTheExecution() throws Exception {
    RemoteExecution execution = start(ExecuteParams.command("sleep 600").build());
    AttachParams take =
        new AttachParams(execution.executionId(), null, null, null, null, null, AttachMode.TAKE);
    try (ExecutorClient other = get(ExecutorClient.connect(uri(), ClientOptions.defaults()))) {
      RemoteExecution taken = get(other.attach(take, new GatheringListener()));

      assertThatThrownBy(() -> get(execution.completion()))
          .cause()
          .isInstanceOfSatisfying(
              ClientException.class,
              gone -> assertThat(gone.reason()).isEqualTo(ClientException.Reason.TAKEN));
      get(taken.kill());
      get(taken.completion());
    }
  }

  @Test
  void shouldAttachToTheSameWhenItIsStartedTwice() throws Exception {
    ExecuteParams params = ExecuteParams.command("echo once").executionId("twice").build();
    get(start(params).completion());
    GatheringListener second = new GatheringListener();

    get(get(client.execute(params, second)).completion());

    assertThat(second.text(StreamType.STDOUT)).isEqualTo("once\n");
  }

  @Test
  void shouldListAndAwaitWhatRuns() throws Exception {
    RemoteExecution execution = start(ExecuteParams.command("exec sleep 600").build());
    CompletableFuture<ExecutionStatus> end = client.awaitEnd(execution.executionId());

    assertThat(get(client.list()))
        .anySatisfy(one -> assertThat(one.executionId()).isEqualTo(execution.executionId()));
    assertThat(get(client.serverInfo()).activeExecutions()).isPositive();
    get(execution.kill());

    assertThat(get(end).exit().reason()).isEqualTo(EndReason.KILLED);
  }
}
