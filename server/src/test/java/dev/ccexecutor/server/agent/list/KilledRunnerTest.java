package dev.ccexecutor.server.agent.list;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ccexecutor.protocol.client.ClientOptions;
import dev.ccexecutor.protocol.client.ExecutorClient;
import dev.ccexecutor.server.agent.AgentFailure;
import dev.ccexecutor.server.agent.AgentListener;
import dev.ccexecutor.server.agent.run.AgentRunner;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a list finds of a runner that was killed, on a real server. */
class KilledRunnerTest extends ListsOnServer {
  @Test
  void shouldFindTheRunningTaskAgainWhenTheRunnerHasDied() throws Exception {
    String text = "- {name: one, task: \"[[wait for go]]\"}\n";
    CountDownLatch began = new CountDownLatch(1);
    TaskListListener listener = new FirstEvent(began);
    TaskListRunner dying = list(text, listener);
    CompletableFuture<Void> died =
        CompletableFuture.runAsync(
            () -> {
              try {
                dying.run();
              } catch (IOException unexpected) {
                throw new AssertionError(unexpected);
              }
            });
    assertThat(began.await(30, TimeUnit.SECONDS)).isTrue();
    // As a crash would leave it: the state says that it runs, the server has it, nobody listens.
    Path data = directory.resolve("data");
    Path kept = copyOf(data);
    dying.cancel();
    died.get(30, TimeUnit.SECONDS);
    assertThat(Files.readString(directory.resolve("began"))).isEqualTo("began\n");
    Files.writeString(directory.resolve("go"), "");
    replace(data, kept);

    List<Boolean> resumed = new ArrayList<>();
    TaskListReport report =
        list(
                text,
                new TaskListListener() {
                  @Override
                  public AgentListener onTask(String name, int index, boolean found) {
                    resumed.add(found);
                    return AgentListener.SILENT;
                  }
                })
            .run();

    assertThat(resumed).containsExactly(true);
    // It is the one of before, which was canceled, and none was started in its place.
    assertThat(report.tasks().getFirst().result().failure().type())
        .isEqualTo(AgentFailure.CANCELED);
    assertThat(Files.readString(directory.resolve("began"))).isEqualTo("began\n");
  }

  @Test
  void shouldEndWhatStillRunsWhenItsTaskHasChanged() throws Exception {
    leaveRunning("- {name: one, task: \"[[wait for go]]\"}\n");

    TaskListReport report = run("- {name: one, task: another}\n");

    assertThat(statuses(report)).containsExactly("succeeded");
    assertThat(client.list().join()).allMatch(status -> status.exit() != null);
  }

  @Test
  void shouldBeginAnewAndEndWhatStillRunsWhenItHasAnotherEnvironment() throws Exception {
    String text = "- {name: one, task: \"[[hang]]\", timeout: 2}\n";
    leaveRunning(text);

    TaskListReport report =
        list(text, Map.of("ANOTHER", "value"), false, runner, TaskListListener.SILENT).run();

    assertThat(report.tasks().getFirst().result().failure().type()).isEqualTo(AgentFailure.TIMEOUT);
    assertThat(client.list().join()).allMatch(status -> status.exit() != null);
  }

  @Test
  void shouldEndTheJudgeThatStillRunsWhenItsTaskHasChanged() throws Exception {
    leaveRunning("- {name: one, task: work, validate: \"[[hang]]\"}\n", 2);

    TaskListReport report = run("- {name: one, task: another}\n");

    assertThat(statuses(report)).containsExactly("succeeded");
    assertThat(client.list().join()).allMatch(status -> status.exit() != null);
  }

  @Test
  void shouldEndWhatStillRunsWhenNothingOfBeforeCounts() throws Exception {
    String text = "- {name: one, task: \"[[hang]]\", timeout: 600}\n- {name: two, task: second}\n";
    leaveRunning(text);

    TaskListReport report =
        list("- {name: two, task: second}\n", Map.of(), true, runner, TaskListListener.SILENT)
            .run();

    assertThat(statuses(report)).containsExactly("succeeded");
    assertThat(client.list().join()).allMatch(status -> status.exit() != null);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{", "[]", "{\"format\":2}", "{\"format\":1,\"list_id\":\"x\"}"})
  void shouldRefuseADamagedStateUnlessNothingOfItCounts(String damaged) throws Exception {
    String text = "- {name: one, task: first}\n";
    Path state = list(text, TaskListListener.SILENT).directory().resolve("state.json");
    run(text);
    Files.writeString(state, damaged);

    assertThatThrownBy(() -> run(text)).hasMessageContaining("--fresh");
    TaskListReport anew = list(text, Map.of(), true, runner, TaskListListener.SILENT).run();
    assertThat(statuses(anew)).containsExactly("succeeded");
    assertThat(statuses(run(text))).containsExactly("done_before");
  }

  /** As a crash of the runner would: the state says that it runs, and so it does. */
  private void leaveRunning(String text) throws Exception {
    leaveRunning(text, 1);
  }

  /**
   * The same.
   *
   * @param agents how many have begun to speak then
   */
  private void leaveRunning(String text, int agents) throws Exception {
    CountDownLatch began = new CountDownLatch(agents);
    Path data = directory.resolve("data");
    URI uri = URI.create("ws://127.0.0.1:" + server.port() + "/ws");
    ExecutorClient dyingClient = ExecutorClient.connect(uri, ClientOptions.defaults()).join();
    try (AgentRunner dyingRunner = new AgentRunner(dyingClient)) {
      TaskListRunner dying = list(text, Map.of(), false, dyingRunner, new FirstEvent(began));
      CompletableFuture<Void> died =
          CompletableFuture.runAsync(
              () -> {
                try {
                  dying.run();
                } catch (IOException unexpected) {
                  throw new AssertionError(unexpected);
                }
              });
      assertThat(began.await(30, TimeUnit.SECONDS)).isTrue();
      Path kept = copyOf(data);
      dyingClient.close();
      died.get(30, TimeUnit.SECONDS);
      replace(data, kept);
    }
    assertThat(client.list().join()).anyMatch(status -> status.exit() == null);
  }

  private Path copyOf(Path data) throws IOException {
    Path copy = Files.createDirectory(directory.resolve("copy"));
    try (var files = Files.walk(data)) {
      for (Path file : files.filter(each -> each.endsWith("state.json")).toList()) {
        Files.copy(file, copy.resolve("state.json"));
      }
    }
    return copy;
  }

  private static void replace(Path data, Path copy) throws IOException {
    try (var files = Files.walk(data)) {
      for (Path file : files.filter(each -> each.endsWith("state.json")).toList()) {
        Files.write(file, Files.readAllBytes(copy.resolve("state.json")));
      }
    }
  }
}
