package dev.ccexecutor.stress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccexecutor.protocol.execution.CompletionStatus;
import dev.ccexecutor.protocol.execution.EndReason;
import dev.ccexecutor.protocol.execution.ExecuteParamsBuilder;
import dev.ccexecutor.protocol.execution.ProcessCompleted;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Very many short commands: not a byte of one may be lost, doubled or another's. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class EchoStressTest {

  private static final int SEQUENTIAL = 300;
  private static final int PARALLEL = 1_000;
  private static final int CONNECTIONS = 20;

  @RegisterExtension static final ServerUnderTest server = ServerUnderTest.detectingLeaks();

  @Test
  void shouldDeliverEveryByteWhenCommandsFollowEachOther() throws Exception {
    try (StressClient client = server.connect()) {
      for (int number = 0; number < SEQUENTIAL; number++) {
        assertEchoed(client.start(echo(number)), number);
      }
    }
  }

  @Test
  void shouldDeliverEveryByteWhenAThousandRunOnOneConnection() throws Exception {
    try (StressClient client = server.connect()) {
      List<ObservedExecution> executions = new ArrayList<>();
      for (int number = 0; number < PARALLEL; number++) {
        executions.add(client.request(echo(number)));
      }
      for (int number = 0; number < PARALLEL; number++) {
        assertEchoed(executions.get(number), number);
      }
    }
  }

  @Test
  void shouldDeliverEveryByteWhenAThousandRunOnManyConnections() throws Exception {
    List<StressClient> clients = new ArrayList<>();
    try {
      for (int index = 0; index < CONNECTIONS; index++) {
        clients.add(server.connect());
      }
      List<ObservedExecution> executions = new ArrayList<>();
      for (int number = 0; number < PARALLEL; number++) {
        executions.add(clients.get(number % CONNECTIONS).request(echo(number)));
      }
      for (int number = 0; number < PARALLEL; number++) {
        assertEchoed(executions.get(number), number);
      }
    } finally {
      for (StressClient client : clients) {
        client.close();
      }
    }
  }

  private static ExecuteParamsBuilder echo(int number) {
    return server.command("echo " + text(number) + "; echo error-$SECRET >&2");
  }

  /** Of a different length for each, and with characters of two, three and four bytes. */
  private static String text(int number) {
    return "line-" + number + "-äö-€-😀-" + "x".repeat(number);
  }

  private static void assertEchoed(ObservedExecution execution, int number) throws Exception {
    ProcessCompleted end = execution.awaitWholeJson();
    assertThat(execution.jsonOutput().stdout().text()).isEqualTo(text(number) + "\n");
    assertThat(execution.jsonOutput().stderr().text()).isEqualTo("error-" + server.secret() + "\n");
    assertThat(end.status()).isEqualTo(CompletionStatus.COMPLETED);
    assertThat(end.exitCode()).isZero();
    assertThat(end.reason()).isEqualTo(EndReason.EXIT);
    assertThat(end.drained()).isTrue();
    assertThat(end.treeEmpty()).isTrue();
  }
}
