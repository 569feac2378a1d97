package dev.ccexecutor.server.agent.list;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ccexecutor.protocol.client.ClientOptions;
import dev.ccexecutor.protocol.client.ExecutorClient;
import dev.ccexecutor.server.agent.AgentFailure;
import dev.ccexecutor.server.agent.AgentListener;
import dev.ccexecutor.server.agent.AgentResult;
import dev.ccexecutor.server.agent.StandInAgent;
import dev.ccexecutor.server.agent.event.ClaudeAdapter;
import dev.ccexecutor.server.agent.run.AgentRunner;
import dev.ccexecutor.server.testkit.RunningTestServer;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Lists of tasks on a real server, with a stand-in for the agent. */
@Timeout(60)
class TaskListRunnerTest {
  @RegisterExtension static final RunningTestServer server = RunningTestServer.withSettings();

  @TempDir private Path directory;

  private ExecutorClient client;
  private AgentRunner runner;

  @BeforeEach
  void connect() {
    URI uri = URI.create("ws://127.0.0.1:" + server.port() + "/ws");
    client = ExecutorClient.connect(uri, ClientOptions.defaults()).join();
    runner = new AgentRunner(client);
  }

  @AfterEach
  void disconnect() {
    runner.close();
    client.close();
    client.closed().join();
  }

  private TaskListRunner list(String text, TaskListListener listener) throws Exception {
    return list(text, Map.of(), runner, listener);
  }

  private TaskListRunner list(
      String text, Map<String, String> env, AgentRunner by, TaskListListener listener)
      throws Exception {
    Path file = Files.writeString(directory.resolve("list.yaml"), text);
    ListDefaults defaults =
        new ListDefaults(new ClaudeAdapter(), StandInAgent.command(), env, true);
    TaskList list = TaskList.read(file, defaults);
    return new TaskListRunner(list, by, directory.resolve("data"), false, listener);
  }

  private TaskListReport run(String text) throws Exception {
    return list(text, TaskListListener.SILENT).run();
  }

  private static List<String> statuses(TaskListReport report) {
    return report.tasks().stream().map(task -> task.status().wireName()).toList();
  }

  @Test
  void shouldUseTheResultsBeforeItWhenATaskNamesThem() throws Exception {
    TaskListReport report =
        run(
            """
            - {name: one, task: "first"}
            - {name: two, task: "{{one.result}} - second"}
            """);

    assertThat(report.succeeded()).isTrue();
    assertThat(report.tasks().getLast().result().result())
        .isEqualTo("You said: You said: first - second");
  }

  @Test
  void shouldReportTheTaskWhenAResultMakesAPromptThatNobodyCanBeTold() throws Exception {
    TaskListReport report =
        run("- {name: one, task: \"[[say nothing]]\"}\n- {name: two, task: \"{{one.result}}\"}\n");

    assertThat(statuses(report)).containsExactly("succeeded", "failed");
    assertThat(report.tasks().getLast().result().failure().type())
        .isEqualTo(AgentFailure.INVALID_REQUEST);
  }

  @Test
  void shouldFailWhenASchemaCanNeverBeAppliedToAFile() throws Exception {
    Files.writeString(directory.resolve("endless.json"), "{\"$ref\": \"#\"}");
    Files.writeString(directory.resolve("empty.json"), "");
    TaskListReport report =
        run(
            """
            on_failure: continue
            tasks:
              - {name: one, task: "[[write a.json]]1", validate: {file: a.json, schema: endless.json}}
              - {name: two, task: "[[write b.json]]1", validate: {file: b.json, schema: empty.json}}
            """);

    assertThat(statuses(report)).containsExactly("failed", "failed");
    assertThat(report.tasks().getFirst().result().failure().message()).contains("without an end");
    assertThat(report.tasks().getLast().result().failure().message()).contains("is empty");
  }

  @Test
  void shouldStopWhenATaskFailsAndNothingElseIsSaid() throws Exception {
    TaskListReport report = run("- {name: one, task: \"[[400]]\"}\n- {name: two, task: second}\n");

    assertThat(report.succeeded()).isFalse();
    assertThat(statuses(report)).containsExactly("failed", "not_run");
  }

  @Test
  void shouldGoOnWithWhatDoesNotNeedItWhenAListIsToContinue() throws Exception {
    TaskListReport report =
        run(
            """
            on_failure: continue
            tasks:
              - {name: one, task: "[[400]]"}
              - {name: two, task: "use {{one.result}}"}
              - {name: three, task: third}
            """);

    assertThat(statuses(report)).containsExactly("failed", "skipped", "succeeded");
  }

  @Test
  void shouldNotRunAgainWhatIsDoneWhenAListIsRunAgain() throws Exception {
    String text = "- {name: one, task: first}\n- {name: two, task: \"[[429 once]]\", retries: 0}\n";
    TaskListReport first = run(text);
    TaskListReport second = run(text);

    assertThat(statuses(first)).containsExactly("succeeded", "failed");
    assertThat(statuses(second)).containsExactly("done_before", "succeeded");
    assertThat(second.tasks().getFirst().result()).isEqualTo(first.tasks().getFirst().result());
  }

  @Test
  void shouldRunAgainWhatNeedsItWhenATaskHasChanged() throws Exception {
    String text =
        """
        - {name: one, task: FIRST}
        - {name: two, task: other}
        - {name: three, task: third, needs: one}
        """;
    run(text.replace("FIRST", "first"));

    assertThat(statuses(run(text.replace("FIRST", "changed"))))
        .containsExactly("succeeded", "done_before", "succeeded");
  }

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
        list(text, Map.of("ANOTHER", "value"), runner, TaskListListener.SILENT).run();

    assertThat(report.tasks().getFirst().result().failure().type()).isEqualTo(AgentFailure.TIMEOUT);
    assertThat(client.list().join()).allMatch(status -> status.exit() != null);
  }

  /** As a crash of the runner would: the state says that it runs, and so it does. */
  private void leaveRunning(String text) throws Exception {
    CountDownLatch began = new CountDownLatch(1);
    Path data = directory.resolve("data");
    URI uri = URI.create("ws://127.0.0.1:" + server.port() + "/ws");
    ExecutorClient dyingClient = ExecutorClient.connect(uri, ClientOptions.defaults()).join();
    try (AgentRunner dyingRunner = new AgentRunner(dyingClient)) {
      TaskListRunner dying = list(text, Map.of(), dyingRunner, new FirstEvent(began));
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

  @Test
  void shouldRefuseASecondRunnerWhenAListIsBeingRun() throws Exception {
    TaskListRunner first = list("- {name: one, task: \"[[hang]]\"}\n", TaskListListener.SILENT);
    Path file = directory.resolve("list.yaml").toAbsolutePath().normalize();

    try (ListState state = ListState.open(directory.resolve("data"), file, false)) {
      assertThat(state.of("one")).isEmpty();
      assertThatThrownBy(first::run).hasMessageContaining("is being run by somebody else");
    }
  }

  @Test
  void shouldGiveATaskADirectoryOfItsOwnWhenItWantsAWorkspace() throws Exception {
    TaskListReport report =
        run(
            """
            - {name: one, task: "[[write notes.txt]]abc", workspace: own}
            - {name: two, task: "see {{one.workspace}}"}
            """);

    String workspace = report.tasks().getFirst().workspace();
    assertThat(Path.of(workspace, "notes.txt")).hasContent("abc");
    assertThat(report.tasks().getLast().result().result()).isEqualTo("You said: see " + workspace);
  }

  @Test
  void shouldPassOrFailByTheVerdictWhenAnAgentJudges() throws Exception {
    TaskListReport report =
        run(
            """
            on_failure: continue
            tasks:
              - {name: good, task: work, validate: "[[pass]]"}
              - {name: bad, task: work, validate: {task: "[[reject]]", timeout: 30}}
              - {name: odd, task: work, validate: "[[babble]]"}
            """);

    List<AgentResult> results = report.tasks().stream().map(TaskReport::result).toList();
    assertThat(statuses(report)).containsExactly("succeeded", "failed", "failed");
    assertThat(results.get(0).validation().reasons()).containsExactly("it is as it should be");
    assertThat(results.get(1).failure().type()).isEqualTo(AgentFailure.VALIDATION_FAILED);
    assertThat(results.get(1).validation().reasons())
        .containsExactly("the tests are missing", "no docs");
    assertThat(results.get(1).result()).isEqualTo("You said: work");
    assertThat(results.get(2).failure().type()).isEqualTo(AgentFailure.VALIDATOR_FAILED);
  }

  @Test
  void shouldPassOrFailByTheSchemaWhenAFileIsChecked() throws Exception {
    Files.writeString(
        directory.resolve("s.json"),
        "{\"type\":\"object\",\"required\":[\"id\"],\"properties\":{\"id\":{\"type\":\"integer\"}}}");
    TaskListReport report =
        run(
            """
            on_failure: continue
            tasks:
              - {name: good, task: "[[write a.json]]{\\"id\\":1}", validate: {file: a.json, schema: s.json}}
              - {name: bad, task: "[[write b.json]]{\\"id\\":\\"x\\"}", validate: {file: b.json, schema: s.json}}
              - {name: none, task: "nothing", validate: {file: c.json, schema: s.json}}
            """);

    assertThat(statuses(report)).containsExactly("succeeded", "failed", "failed");
    assertThat(report.tasks().get(1).result().failure().message())
        .contains("b.json at")
        .contains("id");
    assertThat(report.tasks().get(2).result().failure().message()).contains("is not there");
  }

  @Test
  void shouldStopTheTaskThatRunsWhenAListIsCanceled() throws Exception {
    CountDownLatch began = new CountDownLatch(1);
    TaskListRunner runner =
        list(
            "- {name: one, task: \"[[hang]]\"}\n- {name: two, task: second}\n",
            new FirstEvent(began));
    Thread canceler =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    began.await();
                  } catch (InterruptedException unexpected) {
                    throw new AssertionError(unexpected);
                  }
                  runner.cancel();
                });

    TaskListReport report = runner.run();

    canceler.join();
    assertThat(report.canceled()).isTrue();
    assertThat(statuses(report)).containsExactly("failed", "not_run");
    assertThat(report.tasks().getFirst().result().partialText()).isEqualTo("So far so good.");
  }

  @Test
  void shouldReportForPeopleAndProgramsWhenAListIsOver() throws Exception {
    TaskListRunner runner = list("- {name: one, task: \"[[400]]\"}\n", TaskListListener.SILENT);
    runner.run();

    assertThat(runner.directory().resolve("report.md"))
        .content()
        .contains("1 of 1 tasks failed")
        .contains("**invalid_request**");
    assertThat(runner.directory().resolve("report.json"))
        .content()
        .contains("\"status\" : \"failed\"");
  }

  /** Hears an assistant's first words. */
  private record FirstEvent(CountDownLatch began) implements TaskListListener {
    @Override
    public AgentListener onTask(String name, int index, boolean resumed) {
      return new AgentListener() {
        @Override
        public void onEvent(String type, long events) {
          if (type.equals("assistant")) {
            began.countDown();
          }
        }
      };
    }
  }
}
