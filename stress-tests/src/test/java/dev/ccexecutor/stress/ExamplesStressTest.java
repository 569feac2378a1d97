package dev.ccexecutor.stress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccexecutor.protocol.client.ClientOptions;
import dev.ccexecutor.protocol.client.ExecutorClient;
import dev.ccexecutor.protocol.jsonrpc.Json;
import dev.ccexecutor.server.agent.AgentFailure;
import dev.ccexecutor.server.agent.event.ClaudeAdapter;
import dev.ccexecutor.server.agent.list.ListDefaults;
import dev.ccexecutor.server.agent.list.TaskList;
import dev.ccexecutor.server.agent.list.TaskListListener;
import dev.ccexecutor.server.agent.list.TaskListReport;
import dev.ccexecutor.server.agent.list.TaskListRunner;
import dev.ccexecutor.server.agent.run.AgentRunner;
import dev.ccexecutor.stress.server.PackagedServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * The lists of {@code docs/examples} as they are, with an agent that does what they ask for, or one
 * thing of it badly.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ExamplesStressTest {

  private static final Path REPOSITORY =
      PackagedServer.jar().getParent().resolve("../..").normalize();
  private static final Path EXAMPLES = REPOSITORY.resolve("docs/examples");

  @RegisterExtension static final ServerUnderTest server = ServerUnderTest.detectingLeaks();

  @TempDir private Path directory;

  private Path examples;
  private Path agent;
  private ExecutorClient client;
  private AgentRunner runner;

  @BeforeEach
  void copyExamples() throws IOException {
    examples = directory.resolve("examples");
    try (Stream<Path> files = Files.walk(EXAMPLES)) {
      for (Path file : files.toList()) {
        Files.copy(file, examples.resolve(EXAMPLES.relativize(file)));
      }
    }
    agent = directory.resolve("example-agent");
    Files.copy(REPOSITORY.resolve("stress-tests/src/test/resources/example-agent"), agent);
    Files.copy(
        REPOSITORY.resolve("server/src/test/resources/agent/stand-in-agent"),
        directory.resolve("stand-in-agent"));
    client = ExecutorClient.connect(server.uri(), ClientOptions.defaults()).join();
    runner = new AgentRunner(client);
  }

  @AfterEach
  void disconnect() {
    runner.close();
    client.close();
    client.closed().join();
  }

  @Test
  void shouldPassResultsOnWhenAProgramIsBuiltAndTestedAndReviewed() throws Exception {
    TaskListReport report = run("build-test-review/build-test-review.yaml");

    assertStatuses(report, "build succeeded", "test succeeded", "review succeeded");
    assertThat(examples.resolve("build-test-review/work/test_wordcount.py")).isNotEmptyFile();
    assertThat(prompts())
        .contains("Another agent has written a program, and says:\n\nYou said: I have written")
        .contains("What the tests have led to:\n\nYou said: I have changed nothing");
  }

  @Test
  void shouldGoNoFurtherWhenTheValidatorRejectsTheTests() throws Exception {
    workBadly();
    TaskListReport report = run("build-test-review/build-test-review.yaml");

    assertStatuses(report, "build succeeded", "test failed", "review not_run");
    assertThat(failureOf(report, 1)).isEqualTo(AgentFailure.VALIDATION_FAILED);
  }

  @Test
  void shouldMakeTheChangesWhenAReviewWantsThem() throws Exception {
    TaskListReport report = run("review/review.yaml");

    assertStatuses(report, "review succeeded", "fix succeeded");
    Path review = examples.resolve("review");
    assertThat(review.resolve("001_average_review_feedback.md")).isNotEmptyFile();
    JsonNode fixes =
        Json.MAPPER.readTree(Files.readString(review.resolve("001_average_fixes.json")));
    assertThat(fixes.at("/fixes/0/severity").asString()).isEqualTo("critical");
    assertThat(prompts())
        .contains("has found this:\n\nYou said: 1 critical: an empty list divides by zero");
    assertThat(review.resolve("average.py")).content().contains("if numbers else 0");
  }

  @Test
  void shouldChangeNothingWhenAReviewIsNotOfItsSchema() throws Exception {
    workBadly();
    TaskListReport report = run("review/review.yaml");

    assertStatuses(report, "review failed", "fix not_run");
    assertThat(failureOf(report, 0)).isEqualTo(AgentFailure.VALIDATION_FAILED);
    assertThat(report.tasks().getFirst().result().failure().message())
        .contains("001_average_fixes.json")
        .contains("/fixes/0/severity");
    assertThat(examples.resolve("review/average.py"))
        .hasSameTextualContentAs(EXAMPLES.resolve("review/average.py"));
  }

  @Test
  void shouldWorkByTheReportWhenTheCodeWasReadFirst() throws Exception {
    TaskListReport report = run("read-first/read-first.yaml");

    assertStatuses(report, "read succeeded", "work succeeded");
    assertThat(report.tasks().getFirst().result().validation().passed()).isTrue();
    assertThat(prompts()).contains("You said: # Structure - inventory.py store.py");
    assertThat(examples.resolve("read-first/code/inventory.py")).content().contains("remove");
  }

  @Test
  void shouldNotBeginToWorkWhenTheReportIsRejected() throws Exception {
    workBadly();
    TaskListReport report = run("read-first/read-first.yaml");

    assertStatuses(report, "read failed", "work not_run");
    assertThat(examples.resolve("read-first/code/inventory.py"))
        .hasSameTextualContentAs(EXAMPLES.resolve("read-first/code/inventory.py"));
  }

  private void workBadly() throws IOException {
    Files.createFile(directory.resolve("badly"));
  }

  /** Everything that the agent was asked. */
  private String prompts() throws IOException {
    return Files.readString(directory.resolve("prompts"));
  }

  private TaskListReport run(String file) throws Exception {
    ListDefaults defaults =
        new ListDefaults(
            new ClaudeAdapter(),
            List.of("/bin/sh", agent.toString()),
            Map.of("SECRET", server.secret()),
            /* filesHere= */ true);
    TaskList list = TaskList.read(examples.resolve(file), defaults);
    return new TaskListRunner(
            list, runner, directory.resolve("data"), /* fresh= */ false, TaskListListener.SILENT)
        .run();
  }

  private static void assertStatuses(TaskListReport report, String... expected) {
    assertThat(report.tasks())
        .extracting(task -> task.name() + " " + task.status().wireName())
        .containsExactly(expected);
  }

  private static AgentFailure failureOf(TaskListReport report, int index) {
    return report.tasks().get(index).result().failure().type();
  }
}
