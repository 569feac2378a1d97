package dev.ccexecutor.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccexecutor.protocol.jsonrpc.Json;
import dev.ccexecutor.server.Server;
import dev.ccexecutor.server.agent.StandInAgent;
import dev.ccexecutor.server.testkit.RunningTestServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** {@code task}, {@code tasks} and {@code history} at the command line. */
@Timeout(60)
class TaskCommandTest {
  @RegisterExtension static final RunningTestServer server = RunningTestServer.withSettings();

  @TempDir private Path directory;

  private final ProgramRun program = new ProgramRun(Map.of("SECRET", "s3cr3t"));

  private int run(String command, String... arguments) {
    List<String> all =
        new ArrayList<>(
            List.of(
                command,
                "--data-dir",
                directory.toString(),
                "--url",
                "ws://127.0.0.1:" + server.port() + "/ws",
                "--agent-command",
                String.join(" ", StandInAgent.command())));
    all.addAll(List.of(arguments));
    return program.execute(all.toArray(String[]::new));
  }

  private int history(String form) {
    return program.execute("history", "--data-dir", directory.toString(), form);
  }

  private JsonNode document() {
    return Json.MAPPER.readTree(program.out());
  }

  @Test
  void shouldPrintOneDocumentWhenATaskIsDone() {
    int exitCode =
        run("task", "Analyze this code", "--tools", "Read,Edit", "--timeout", "50", "--json");

    assertThat(exitCode).as(program.err()).isZero();
    assertThat(document().get("result").asString()).isEqualTo("You said: Analyze this code");
    assertThat(document().get("is_error").asBoolean()).isFalse();
    assertThat(document().at("/transcript/marker").asString()).hasSize(32);
    assertThat(program.err()).isEmpty();
  }

  @Test
  void shouldPrintTheTextAloneWhenNothingElseIsWanted() {
    assertThat(run("task", "hi")).isZero();

    assertThat(program.out()).isEqualTo("You said: hi\n");
  }

  @Test
  void shouldNotLookLikeAFailedTaskWhenTheProgramItselfFails() {
    ServerStarter broken =
        config -> {
          throw new IllegalStateException("broken inside");
        };
    for (String[] words : new String[][] {{"task", "hi"}, {"tasks", list()}}) {
      ProgramRun failing = new ProgramRun(Map.of()).withServer(broken);

      assertThat(failing.execute(words[0], words[1], "--local", "--data-dir=" + directory))
          .as(failing.err())
          .isEqualTo(125);
      assertThat(failing.err()).contains("broken inside");
    }
  }

  private String list() {
    try {
      Path file = directory.resolve("one.yaml");
      return Files.writeString(file, "tasks:\n  - name: one\n    task: hi\n").toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void shouldAddNoLineFeedWhenTheAgentHasEndedItsLine() {
    int exitCode =
        program.execute(
            "task",
            "hi",
            "--agent=text",
            "--agent-command=echo said",
            "--url=ws://127.0.0.1:" + server.port() + "/ws",
            "--data-dir=" + directory);

    assertThat(exitCode).as(program.err()).isZero();

    assertThat(program.out()).isEqualTo("said hi\n");
  }

  @Test
  void shouldSayWhatToDoWhenATaskFails() {
    int exitCode = run("task", "[[max turns]]", "--max-turns", "1", "--json");

    assertThat(exitCode).isEqualTo(1);
    assertThat(document().at("/failure/type").asString()).isEqualTo("max_turns");
    assertThat(program.err()).contains("max_turns: Reached maximum").contains("--max-turns");
  }

  @Test
  void shouldStartNothingWhenTheCommandLineIsWrong() {
    assertThat(run("task")).isEqualTo(2);
    assertThat(run("task", "hi", "--timeout", "soon")).isEqualTo(2);
    assertThat(run("task", "hi", "--name", "a b")).isEqualTo(2);
    assertThat(run("task", "hi", "--agent", "nobody")).isEqualTo(2);
    assertThat(run("task", "hi", "--env", "NOT_THERE")).isEqualTo(2);
    assertThat(program.err())
        .contains("PROMPT or --prompt-file is needed")
        .contains("--timeout: must be seconds, or auto")
        .contains("name must be 1 to 64")
        .contains("--agent: must be one of claude, text")
        .contains("there is no variable NOT_THERE");
  }

  @Test
  void shouldSaySoWhenThereIsNoServer() {
    int exitCode =
        program.execute(
            "task", "hi", "--url", "ws://127.0.0.1:1/ws", "--data-dir", directory.toString());

    assertThat(exitCode).isEqualTo(122);
    assertThat(program.err()).contains("cannot connect").contains("--local");
  }

  @Test
  void shouldNeedNoServerWhenItIsLocal() throws Exception {
    program.withServer(Server::start);
    int exitCode =
        program.execute(
            "task",
            "hi",
            "--local",
            "--json",
            "--env",
            "SECRET",
            "--data-dir",
            directory.toString(),
            "--agent",
            "text",
            "--agent-command",
            "sh -c 'echo $1 $SECRET' sh");

    assertThat(exitCode).as(program.err()).isZero();
    assertThat(document().get("result").asString()).isEqualTo("hi s3cr3t\n");
    assertThat(Path.of(document().at("/transcript/directory").asString())).isDirectory();
  }

  @Test
  void shouldRememberHowTasksCameOut() {
    run("task", "hi", "--name", "greet");
    run("task", "[[400]]", "--name", "greet");
    ProgramRun after = new ProgramRun(Map.of());

    assertThat(after.execute("history", "--data-dir", directory.toString(), "--csv")).isZero();

    assertThat(after.out().lines().toList().getFirst()).startsWith("name,successes,failures");
    assertThat(after.out().lines().toList().getLast()).startsWith("greet,1,1,0.5,false,");
    assertThat(history("--json")).isZero();
  }

  @Test
  void shouldRunAListAndReportItWhenItIsGivenAFile() throws Exception {
    Path list =
        Files.writeString(
            directory.resolve("list.yaml"),
            "- {name: one, task: first}\n- {name: two, task: 'after {{one.result}}'}\n");
    Path report = directory.resolve("report");

    int exitCode = run("tasks", list.toString(), "--report", report.toString());

    assertThat(exitCode).as(program.err()).isZero();
    assertThat(program.out()).startsWith("2 done, 0 done before, 0 failed, 0 not run");
    assertThat(report.resolve("report.md")).content().contains("You said: after You said: first");
    assertThat(program.err()).contains("[1/2] one: begun").contains("[2/2] two: succeeded");
  }

  @Test
  void shouldNameLinesWhenAListIsWrong() throws Exception {
    Path list = Files.writeString(directory.resolve("list.yaml"), "- {name: one, tsak: first}\n");

    assertThat(run("tasks", list.toString())).isEqualTo(2);
    assertThat(program.err()).contains("list.yaml: line 1: tasks[0].tsak is not known");
    assertThat(run("tasks", directory.resolve("none.yaml").toString())).isEqualTo(2);
  }
}
