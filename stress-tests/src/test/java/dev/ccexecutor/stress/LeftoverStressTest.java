package dev.ccexecutor.stress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.ccexecutor.protocol.client.RemoteErrorException;
import dev.ccexecutor.protocol.execution.ExecuteParamsBuilder;
import dev.ccexecutor.protocol.execution.ProcessCompleted;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** After commands that end in every way there is, nothing of them is left anywhere. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class LeftoverStressTest {

  private static final int EXECUTIONS = 200;

  /**
   * Short, so that most of the test is not waiting: these times themselves are tested elsewhere.
   */
  private static final double SHORT_SECONDS = 0.3;

  private static final Duration START_PATIENCE = Duration.ofSeconds(20);

  @RegisterExtension
  static final ServerUnderTest server = ServerUnderTest.detectingLeaks(Footprint.FEW_LOOPS);

  @Test
  void shouldLeaveNothingBehindWhenCommandsEndInEveryWay() throws Exception {
    try (StressClient client = server.connect()) {
      runAll(client, 2 * CommandShape.values().length);
      Footprint before = Footprint.ofIdle(server);
      runAll(client, EXECUTIONS);
      before.awaitReturn(server);
    }
  }

  @Test
  void shouldLeaveNothingBehindWhenCommandsCannotBeStarted() throws Exception {
    try (StressClient client = server.connect()) {
      runAll(client, CommandShape.values().length);
      Footprint before = Footprint.ofIdle(server);
      for (int number = 0; number < EXECUTIONS; number++) {
        assertNotStarted(client, server.argv("/no/such/program"));
        assertNotStarted(client, server.command("echo").cwd("/no/such/directory"));
      }
      before.awaitReturn(server);
    }
  }

  private static void assertNotStarted(StressClient client, ExecuteParamsBuilder params) {
    assertThatThrownBy(() -> client.call("execute", params.build()))
        .cause()
        .isInstanceOfSatisfying(
            RemoteErrorException.class,
            error -> assertThat(error.kind()).isEqualTo("spawn_failed"));
  }

  private static void runAll(StressClient client, int count) throws Exception {
    List<ObservedExecution> executions = new ArrayList<>();
    for (int number = 0; number < count; number++) {
      executions.add(client.request(params(shape(number))));
    }
    for (int number = 0; number < count; number++) {
      stopIfWanted(client, shape(number), executions.get(number));
    }
    for (int number = 0; number < count; number++) {
      assertEnded(shape(number), executions.get(number));
    }
  }

  private static CommandShape shape(int number) {
    CommandShape[] shapes = CommandShape.values();
    return shapes[number % shapes.length];
  }

  private static ExecuteParamsBuilder params(CommandShape shape) {
    ExecuteParamsBuilder params =
        server.command(shape.line()).grace(SHORT_SECONDS).drainTimeout(SHORT_SECONDS);
    return shape.hasTimeout() ? params.timeout(SHORT_SECONDS) : params;
  }

  private static void stopIfWanted(
      StressClient client, CommandShape shape, ObservedExecution execution) throws Exception {
    if (shape.stop() != null) {
      await()
          .atMost(START_PATIENCE)
          .until(() -> execution.jsonOutput().stdout().bytes() == "ready\n".length());
      client.control(shape.stop(), execution);
    }
  }

  private static void assertEnded(CommandShape shape, ObservedExecution execution)
      throws Exception {
    ProcessCompleted end = execution.awaitWholeJson();
    assertThat(end.reason()).as("reason of %s", shape).isEqualTo(shape.reason());
    assertThat(end.exitCode()).as("exit code of %s", shape).isEqualTo(shape.exitCode());
    assertThat(end.treeEmpty()).as("tree of %s is empty", shape).isTrue();
    assertThat(end.drained()).as("pipes of %s are drained", shape).isTrue();
  }
}
