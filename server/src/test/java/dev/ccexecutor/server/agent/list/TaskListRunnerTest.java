package dev.ccexecutor.server.agent.list;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ccexecutor.server.agent.AgentFailure;
import dev.ccexecutor.server.agent.AgentResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Lists of tasks on a real server, with a stand-in for the agent. */
class TaskListRunnerTest extends ListsOnServer {
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
}
