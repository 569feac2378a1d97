package dev.ccexecutor.server.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.ccexecutor.protocol.client.ClientException;
import dev.ccexecutor.protocol.client.ClientOptions;
import dev.ccexecutor.protocol.client.ExecutorClient;
import dev.ccexecutor.protocol.client.RemoteExecution;
import dev.ccexecutor.protocol.execution.EndReason;
import dev.ccexecutor.protocol.execution.ExecuteParams;
import dev.ccexecutor.protocol.execution.ExecutionState;
import dev.ccexecutor.protocol.execution.ExecutionStatus;
import dev.ccexecutor.protocol.execution.SpoolMode;
import dev.ccexecutor.protocol.execution.StreamType;
import dev.ccexecutor.server.Main;
import dev.ccexecutor.server.testkit.Deadline;
import java.io.BufferedReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A client whose server dies, or ends, and comes back on the same port and data directory. */
@Timeout(120)
class RestartedServerTest {

  @TempDir private Path data;

  private final GatheringListener listener = new GatheringListener();
  private int port;
  private Process server;
  private ExecutorClient client;

  @BeforeEach
  void start() throws Exception {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    startServer();
    URI uri = URI.create("ws://127.0.0.1:" + port + "/ws");
    client = get(ExecutorClient.connect(uri, ClientOptions.defaults()));
  }

  @AfterEach
  void stop() throws Exception {
    client.close();
    server.destroy();
    server.waitFor();
  }

  private void startServer() throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName(),
            "serve",
            "--port",
            Integer.toString(port),
            "--drain-timeout",
            "0",
            "--data-dir",
            data.toString());
    builder.environment().keySet().removeIf(name -> name.startsWith("CC_EXECUTOR_"));
    server = builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
    BufferedReader stdout = server.inputReader(StandardCharsets.UTF_8);
    assertThat(stdout.readLine()).startsWith("listening on ");
  }

  private static <T> T get(CompletableFuture<T> future) throws Exception {
    return future.get(60, TimeUnit.SECONDS);
  }

  @Test
  void shouldTellThatItIsLostAndGoOnWhenTheServerIsKilled() throws Exception {
    RemoteExecution execution =
        get(client.execute(ExecuteParams.command("echo x; sleep 600").build(), listener));
    CompletableFuture<ExecutionStatus> end = client.awaitEnd(execution.executionId());
    await()
        .atMost(60, TimeUnit.SECONDS)
        .until(() -> listener.text(StreamType.STDOUT).equals("x\n"));
    server.destroyForcibly().waitFor();
    startServer();

    assertThatThrownBy(() -> get(execution.completion()))
        .cause()
        .isInstanceOfSatisfying(
            ClientException.class,
            lost -> {
              assertThat(lost.reason()).isEqualTo(ClientException.Reason.LOST);
              assertThat(lost).hasMessageContaining("the server has lost the execution");
            });
    assertThat(get(end).state()).isEqualTo(ExecutionState.LOST);
    GatheringListener second = new GatheringListener();
    get(get(client.execute(ExecuteParams.command("echo y").build(), second)).completion());
    assertThat(second.text(StreamType.STDOUT)).isEqualTo("y\n");
  }

  @Test
  void shouldHandOverTheTranscriptAndThenTellThatItIsLostWhenTheServerIsKilled() throws Exception {
    RemoteExecution execution =
        get(
            client.execute(
                ExecuteParams.command("seq 1 1000; sleep 600").spool(SpoolMode.ALL).build(),
                listener));
    Deadline.await("the output").until(() -> listener.text(StreamType.STDOUT).endsWith("\n1000\n"));
    server.destroyForcibly().waitFor();
    startServer();

    assertThatThrownBy(() -> get(execution.completion()))
        .cause()
        .isInstanceOfSatisfying(
            ClientException.class,
            lost -> assertThat(lost.reason()).isEqualTo(ClientException.Reason.LOST));
    assertThat(listener.text(StreamType.STDOUT)).hasSize(3893);
  }

  @Test
  void shouldHearTheEndAndComeBackWhenTheServerDrains() throws Exception {
    RemoteExecution execution =
        get(client.execute(ExecuteParams.command("sleep 600").build(), listener));
    server.destroy();
    server.waitFor();
    startServer();

    assertThat(get(execution.completion()).reason()).isEqualTo(EndReason.SERVER_SHUTDOWN);
    assertThat(get(client.serverInfo()).activeExecutions()).isZero();
  }
}
