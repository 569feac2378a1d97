package dev.ccexecutor.server.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ccexecutor.protocol.client.ClientException;
import dev.ccexecutor.protocol.client.ExecutionListener;
import dev.ccexecutor.protocol.client.ExecutorClient;
import dev.ccexecutor.protocol.client.OutputChunk;
import dev.ccexecutor.protocol.client.RemoteErrorException;
import dev.ccexecutor.protocol.client.RemoteExecution;
import dev.ccexecutor.protocol.execution.AttachMode;
import dev.ccexecutor.protocol.execution.AttachParams;
import dev.ccexecutor.protocol.execution.ExecuteParams;
import dev.ccexecutor.protocol.execution.OnDisconnect;
import dev.ccexecutor.protocol.execution.SpoolMode;
import dev.ccexecutor.protocol.execution.StreamType;
import dev.ccexecutor.protocol.execution.WhenFull;
import dev.ccexecutor.server.Server;
import dev.ccexecutor.server.mcp.feature.ExecutorConnections;
import dev.ccexecutor.server.mcp.feature.ExecutorConnections.Purpose;
import dev.ccexecutor.server.mcp.feature.TooManyConnectionsException;
import dev.ccexecutor.server.security.Principal;
import dev.ccexecutor.server.testkit.CapturedLog;
import dev.ccexecutor.server.testkit.Deadline;
import dev.ccexecutor.server.testkit.ObservedProcess;
import dev.ccexecutor.server.testkit.PrivateFiles;
import dev.ccexecutor.server.testkit.ProcessSnapshot;
import dev.ccexecutor.server.testkit.RunningTestServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Connections of a server to itself, on which it acts for a principal. */
@Timeout(60)
class InProcessConnectionsTest {
  /** Queue, pipe, channel, window and the kernel's buffers together are well below this. */
  private static final long BOUND_BYTES = 16 * 1024 * 1024;

  @TempDir Path directory;

  private RunningTestServer server;
  private ExecutorConnections red;
  private ExecutorConnections blue;
  private final GatheringListener listener = new GatheringListener();

  @BeforeEach
  void start() throws Exception {
    writeTokens("red:red-token-0123456789\nblue:blue-token-0123456789\n");
    Path policies =
        Files.writeString(
            directory.resolve("policies.json"),
            """
            {"principals":{"red":{"programs":"any","shells":true,"spool":true},"blue":{"programs":["echo"]}}}
            """);
    server =
        RunningTestServer.start(
            "token-file", directory.resolve("tokens").toString(),
            "policy-file", policies.toString());
    red = server.server().connections(new Principal("red"), "127.0.0.1:5555 by mcp");
    blue = server.server().connections(new Principal("blue"), "127.0.0.1:6666 by mcp");
  }

  /** Descriptors and threads are as they were, or it fails. */
  @AfterEach
  void stop() throws Exception {
    server.close();
  }

  private void writeTokens(String lines) throws Exception {
    PrivateFiles.write(directory.resolve("tokens"), lines);
  }

  private static <T> T get(CompletableFuture<T> future) throws Exception {
    return future.get(30, TimeUnit.SECONDS);
  }

  private static ExecuteParams line(String line) {
    return ExecuteParams.command(line).build();
  }

  private static void close(ExecutorClient client) throws Exception {
    client.close();
    get(client.closed());
  }

  @Test
  void shouldRunCommandsAsThePrincipalWhoseConnectionItIs() throws Exception {
    ExecutorClient client = get(red.open(Purpose.WAIT));
    RemoteExecution execution =
        get(client.execute(line("echo out; echo err >&2; exit 3"), listener));

    assertThat(get(execution.completion()).exitCode()).isEqualTo(3);
    assertThat(listener.text(StreamType.STDOUT)).isEqualTo("out\n");
    assertThat(listener.text(StreamType.STDERR)).isEqualTo("err\n");
    assertThat(get(client.list())).hasSize(1);
    close(client);
  }

  @Test
  void shouldHoldEachToItsOwnPolicyAndToWhatIsItsOwn() throws Exception {
    ExecutorClient ofRed = get(red.open(Purpose.WAIT));
    ExecutorClient ofBlue = get(blue.open(Purpose.WAIT));
    RemoteExecution sleep = get(ofRed.execute(line("exec sleep 600"), listener));

    assertThatThrownBy(() -> get(ofBlue.execute(line("sleep 600"), listener)))
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isInstanceOfSatisfying(
            RemoteErrorException.class,
            refused -> assertThat(refused.kind()).isEqualTo("command_not_allowed"));
    assertThat(get(ofBlue.list())).isEmpty();
    assertThatThrownBy(() -> get(ofBlue.status(sleep.executionId())))
        .cause()
        .isInstanceOfSatisfying(
            RemoteErrorException.class,
            unknown -> assertThat(unknown.kind()).isEqualTo("execution_not_found"));
    get(sleep.kill());
    get(sleep.completion());
    close(ofRed);
    close(ofBlue);
  }

  @Test
  void shouldBringTheSameBytesWhenTheyComeFromDisk() throws Exception {
    ExecutorClient client = get(red.open(Purpose.WAIT));
    RemoteExecution execution =
        get(
            client.execute(
                ExecuteParams.command("seq 1 300000").spool(SpoolMode.ALL).build(),
                new GatheringListener()));
    get(execution.completion());
    ExecutorClient other = get(red.open(Purpose.WAIT));

    RemoteExecution again =
        get(
            other.attach(
                new AttachParams(
                    execution.executionId(), 0L, 0L, null, null, WhenFull.BLOCK, AttachMode.TAKE),
                listener));

    assertThat(get(again.completion()).stdout().bytes()).isEqualTo(1_988_895);
    assertThat(listener.text(StreamType.STDOUT)).hasSize(1_988_895).endsWith("299999\n300000\n");
    assertThat(listener.gaps).isEmpty();
    close(other);
    close(client);
  }

  @Test
  void shouldLeaveNoDescriptorAndNoThreadWhenManyHaveBeenOpen() throws Exception {
    close(get(red.open(Purpose.WAIT)));
    ProcessSnapshot before = ProcessSnapshot.take();
    for (int round = 0; round < 10; round++) {
      List<ExecutorClient> clients = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        clients.add(get(red.open(Purpose.WAIT)));
      }
      for (ExecutorClient client : clients) {
        close(client);
      }
    }

    before.awaitReturn();
    ProcessSnapshot after = ProcessSnapshot.take();
    assertThat(after.threads()).isEqualTo(before.threads());
  }

  @Test
  void shouldHoldTheChildBackWhenItsOutputIsNotReleased() throws Exception {
    ExecutorClient client = get(red.open(Purpose.WAIT));
    Queue<OutputChunk> held = new ConcurrentLinkedQueue<>();
    RemoteExecution flood = get(client.execute(line("exec yes"), (ExecutionListener) held::add));
    ObservedProcess process = new ObservedProcess((int) flood.pid());
    process.awaitStandstill();

    assertThat(process.writtenBytes()).isLessThan(BOUND_BYTES);
    assertThat(process.lives()).isTrue();
    get(flood.kill());
    held.forEach(OutputChunk::release);
    close(client);
  }

  @Test
  void shouldEndWhenTheTokenOfItsPrincipalIsRevokedAndNoOthers() throws Exception {
    ExecutorClient ofRed = get(red.open(Purpose.WAIT));
    ExecutorClient ofBlue = get(blue.open(Purpose.WAIT));

    writeTokens("blue:blue-token-0123456789\n");

    assertThatThrownBy(() -> get(ofRed.closed()))
        .cause()
        .isInstanceOf(ClientException.class)
        .hasMessageContaining("the token was revoked");
    assertThat(get(ofBlue.list())).isEmpty();
    close(ofBlue);
  }

  /** It would live for its detach_ttl else, for a client that can't come back. */
  @Test
  void shouldEndWhatRunsOnItAtOnceWhenTheTokenIsRevoked() throws Exception {
    ExecutorClient client = get(red.open(Purpose.WAIT));
    RemoteExecution sleep =
        get(
            client.execute(
                ExecuteParams.command("setsid sleep 600 & exec sleep 600")
                    .onDisconnect(OnDisconnect.DETACH)
                    .detachTtl(3600)
                    .build(),
                listener));
    ObservedProcess leader = new ObservedProcess((int) sleep.pid());

    writeTokens("blue:blue-token-0123456789\n");

    leader.awaitEnd();
    Deadline.await("nothing runs").until(() -> server.server().status().endsWith(" 0 executions"));
  }

  @Test
  void shouldLetOthersInAndLookWhenOneHasAllThatMayWait() throws Exception {
    List<ExecutorClient> waiting = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      waiting.add(get(red.open(Purpose.WAIT)));
    }

    assertThatThrownBy(() -> get(red.open(Purpose.WAIT)))
        .cause()
        .isInstanceOf(TooManyConnectionsException.class)
        .hasMessageContaining("(200)");
    close(get(red.open(Purpose.LOOK)));
    close(get(blue.open(Purpose.WAIT)));
    close(waiting.removeLast());
    Deadline.await("a place").until(() -> opens(red));
    for (ExecutorClient client : waiting) {
      close(client);
    }
  }

  private static boolean opens(ExecutorConnections connections) throws Exception {
    CompletableFuture<ExecutorClient> opened = connections.open(Purpose.WAIT);
    try {
      close(get(opened));
      return true;
    } catch (ExecutionException full) {
      return false;
    }
  }

  @Test
  void shouldEndWhenTheServerStops() throws Exception {
    ExecutorClient client = get(red.open(Purpose.WAIT));
    RemoteExecution sleep = get(client.execute(line("exec sleep 600"), listener));

    server.server().drainAndStop();

    assertThat(get(sleep.completion()).reason().wireName()).isEqualTo("server_shutdown");
    assertThatThrownBy(() -> get(client.closed())).cause().isInstanceOf(ClientException.class);
    assertThatThrownBy(() -> get(red.open(Purpose.WAIT)))
        .cause()
        .isInstanceOf(ClientException.class);
  }

  @Test
  void shouldTakeNoSessionFromClientsAndSayNothingInTheLogOfItself() throws Exception {
    try (CapturedLog log = CapturedLog.ofPackage(Server.class)) {
      ExecutorClient client = get(red.open(Purpose.WAIT));
      assertThat(server.server().status()).startsWith("0 sessions");
      close(client);

      assertThat(log.valuesOf("session began")).isEmpty();
      assertThat(log.valuesOf("session ended")).isEmpty();
    }
  }
}
