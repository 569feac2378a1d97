package dev.ccexecutor.server.agent.list;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.ccexecutor.server.agent.TaskTimeout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What files of tasks say, and what is wrong with them. */
class TaskListTest {
  @TempDir private Path directory;

  private TaskList read(String name, String text) throws Exception {
    return TaskList.read(Files.writeString(directory.resolve(name), text), ListDefaults.usual());
  }

  private List<String> problems(String text) {
    return catchThrowableOfType(TaskListException.class, () -> read("list.yaml", text)).problems();
  }

  @Test
  void shouldKeepACommaWhenItIsWithinAToolsParentheses() throws Exception {
    TaskList list = read("l.yaml", "- {name: a, task: x, tools: 'Read, Bash(git log %h,%s)'}\n");

    assertThat(list.tasks().getFirst().task().tools())
        .containsExactly("Read", "Bash(git log %h,%s)");
  }

  @Test
  void shouldRefuseAToolWhenTheAgentWouldTakeItForAnOption() {
    assertThat(problems("- {name: a, task: x, tools: [Read, --dangerous]}\n"))
        .singleElement()
        .asString()
        .startsWith("line 1: ")
        .contains("'--dangerous' is no name of a tool");
  }

  @Test
  void shouldTakeAllThatAFileSaysWhenItIsYaml() throws Exception {
    TaskList list =
        read(
            "work.yaml",
            """
            on_failure: continue
            defaults:
              model: small
              tools: Read, Edit
            tasks:
              - name: build
                task: Build it
                timeout: 90
                retries: 1
              - name: test
                task: |
                  Test what {{build.result}} says, with {{{{braces}}.
                tools: [Bash]
                timeout: auto
                needs: build
                workspace: own
                on_failure: stop
                validate:
                  - Is it tested?
                  - {file: out.json, schema: schema.json}
            """);

    ListedTask build = list.tasks().getFirst();
    ListedTask test = list.tasks().getLast();
    assertThat(list.name()).isEqualTo("work");
    assertThat(build.task().tools()).containsExactly("Read", "Edit");
    assertThat(build.task().timeout()).isEqualTo(TaskTimeout.of(Duration.ofSeconds(90)));
    assertThat(build.task().cwd()).isEqualTo(directory.toString());
    assertThat(build.onFailure()).isEqualTo(OnFailure.CONTINUE);
    assertThat(test.task().tools()).containsExactly("Bash");
    assertThat(test.task().model()).isEqualTo("small");
    assertThat(test.task().timeout()).isEqualTo(TaskTimeout.AUTO);
    assertThat(test.needs()).containsExactly("build");
    assertThat(test.onFailure()).isEqualTo(OnFailure.STOP);
    assertThat(test.checks()).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {".", ".."})
  void shouldRefuseANameWhenItsWorkspaceWouldBeAnothersPlace(String name) {
    assertThat(problems("- {name: " + name + ", task: Do it, workspace: own}\n"))
        .singleElement()
        .asString()
        .startsWith("line 1:")
        .contains("must not be . or ..");
  }

  @Test
  void shouldTakeABareListWhenItIsJson() throws Exception {
    TaskList list = read("l.json", "[{\"name\":\"a\",\"task\":\"Do a\",\"timeout\":1.5}]");

    assertThat(list.tasks().getFirst().task().timeout())
        .isEqualTo(TaskTimeout.of(Duration.ofMillis(1500)));
  }

  @Test
  void shouldNameEveryProblemWithItsLineWhenAFileIsWrong() {
    List<String> problems =
        problems(
            """
            tasks:
              - name: a b
                task: Do it
                timeout: soon
              - name: c
                task: Use {{d.result}} and {{a.cost}}
                retries: many
              - task: no name
                color: blue
            """);

    assertThat(problems)
        .anySatisfy(each -> assertThat(each).startsWith("line 2: tasks[0].name must be 1 to 50"))
        .anySatisfy(each -> assertThat(each).startsWith("line 4: tasks[0].timeout must be seconds"))
        .anySatisfy(
            each -> assertThat(each).startsWith("line 7: tasks[1].retries must be a number"))
        .anySatisfy(each -> assertThat(each).startsWith("line 8: tasks[2].name is missing"))
        .anySatisfy(each -> assertThat(each).startsWith("line 9: tasks[2].color is not known"));
  }

  @Test
  void shouldRefuseWhatIsNotThereWhenAPromptHasPlaceholders() {
    List<String> problems =
        problems(
            """
            - name: a
              task: "Do {{b.result}}"
            - name: b
              task: "Do {{a.colour}} and {{ a.result }} and {{a.workspace}}"
            """);

    assertThat(problems)
        .anySatisfy(each -> assertThat(each).contains("tasks[0].task uses b, and no task before"))
        .anySatisfy(each -> assertThat(each).contains("tasks[1].task uses a.colour"))
        .anySatisfy(each -> assertThat(each).contains("'{{ a.result }}"));
  }

  @ParameterizedTest
  @ValueSource(strings = {".nan", ".inf", "0.0001", "1e18", "1e999999999", "-1"})
  void shouldNameTheLineWhenATimeoutIsNoTime(String timeout) {
    assertThat(problems("- name: a\n  task: x\n  timeout: " + timeout + "\n"))
        .singleElement()
        .asString()
        .startsWith("line 3: ");
  }

  @Test
  void shouldRefuseAFileWhenItIsNoDocument() {
    assertThat(problems("")).singleElement().asString().contains("empty");
    assertThat(problems("a: [1")).singleElement().asString().startsWith("line ");
    assertThat(problems("a: 1\na: 2")).singleElement().asString().contains("line 2");
    assertThat(problems("x: &a [1]\ny: *a")).singleElement().asString().contains("aliases");
    assertThat(problems("just a text")).isNotEmpty();
    assertThat(problems("- {name: a, task: x}\n---\n- 1"))
        .singleElement()
        .asString()
        .contains("second");
  }

  @Test
  void shouldPutInValuesAsTheyAreWhenPlacesAreFilled() {
    String filled =
        Placeholders.fill("{{a.result}} {{{{b}} $1", (task, field) -> "{{a.result}}$0\\");

    assertThat(filled).isEqualTo("{{a.result}}$0\\ {{b}} $1");
  }

  @Test
  void shouldReadAVerdictWhenItIsTheEndOfAnAnswer() {
    assertThat(Verdict.in("Well {\"a\":1}\n{\"passed\":true,\"reasons\":[]}\n"))
        .contains(new Verdict(true, List.of()));
    assertThat(Verdict.in("```json\n{\"reasons\":[\"{x\"],\n\"passed\":false}\n```"))
        .contains(new Verdict(false, List.of("{x")));
    assertThat(Verdict.in("{\"passed\":true,\"reasons\":[]} I think")).isEmpty();
    assertThat(Verdict.in("{\"passed\":\"yes\",\"reasons\":[]}")).isEmpty();
    assertThat(Verdict.in("passed")).isEmpty();
  }
}
