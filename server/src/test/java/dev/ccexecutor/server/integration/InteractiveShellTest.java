package dev.ccexecutor.server.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccexecutor.server.testkit.Deadline;
import dev.ccexecutor.server.testkit.ObservedProcess;
import dev.ccexecutor.server.testkit.RemoteCommand;
import dev.ccexecutor.server.testkit.RunningTestServer;
import dev.ccexecutor.server.testkit.TestClient;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A session in {@code bash -i}, whose prompt tells that it waits for the next line. */
@Timeout(60)
class InteractiveShellTest {
  private static final String CONTROL_C = "\u0003";
  private static final String CONTROL_Z = "\u001a";
  private static final String PROMPT = "READY> ";

  @RegisterExtension static final RunningTestServer SERVER = RunningTestServer.withSettings();

  private TestClient client;
  private RemoteCommand shell;
  private int seen;

  @BeforeEach
  void startShell() throws Exception {
    client = SERVER.connect();
    shell =
        client.execute(
            Map.of(
                "argv",
                List.of("bash", "--norc", "-i"),
                "pty",
                Map.of("cols", 120, "rows", 30),
                "env",
                Map.of("PS1", PROMPT, "TERM", "dumb", "HISTFILE", "")));
    awaitText(PROMPT);
  }

  @AfterEach
  void endShell() {
    if (!shell.methods().contains("process.completed")) {
      shell.control("KILL");
    }
    assertThat(shell.awaitCompleted().get("tree_empty").asBoolean()).isTrue();
  }

  private void type(String text) {
    client.call("stdin.write", Map.of("execution_id", shell.id(), "data", text));
  }

  /** Waits until it has come behind what was waited for before. */
  private void awaitText(String text) {
    Deadline.await("'" + text + "'").until(() -> shell.stdout().indexOf(text, seen) >= 0);
    seen = shell.stdout().indexOf(text, seen) + text.length();
  }

  /** Types a line, and waits until it was echoed: what follows is what came of it. */
  private void typeLine(String line) {
    type(line + "\n");
    awaitText(line + "\r\n");
  }

  /** Starts a program in the foreground that tells its pid. */
  private ObservedProcess startJob() {
    typeLine("sh -c 'echo pid=$$; exec sleep 1000'");
    awaitText("pid=");
    Deadline.await("the whole pid").until(() -> shell.stdout().indexOf("\r\n", seen) >= 0);
    String pid = shell.stdout().substring(seen, shell.stdout().indexOf("\r\n", seen));
    return new ObservedProcess(Integer.parseInt(pid));
  }

  private void assertUsable() {
    typeLine("echo $((40 + 2)) lives");
    awaitText("42 lives\r\n" + PROMPT);
  }

  @Test
  void shouldInterruptTheForegroundJobOnlyWhenControlCIsTyped() {
    ObservedProcess job = startJob();
    assertThat(job.group()).isEqualTo(job.pid()).isNotEqualTo(shell.pid());

    type(CONTROL_C);

    awaitText(PROMPT);
    job.awaitEnd();
    assertUsable();
  }

  @Test
  void shouldStopAndContinueTheForegroundJobWhenTheShellIsTold() {
    ObservedProcess job = startJob();

    type(CONTROL_Z);
    awaitText("Stopped");
    awaitText(PROMPT);
    job.awaitStopped();
    typeLine("bg");
    awaitText(PROMPT);
    Deadline.await("the job to run").until(() -> !job.isStopped());
    typeLine("fg");
    awaitText("sleep 1000");
    type(CONTROL_C);

    awaitText(PROMPT);
    job.awaitEnd();
  }

  @Test
  void shouldTellTheForegroundJobWhenTheTerminalIsResized() {
    typeLine("sh -c 'trap \"stty size; exit\" WINCH; echo go; while :; do sleep 0.01; done'");
    awaitText("go\r\n");

    client.call("pty.resize", Map.of("execution_id", shell.id(), "cols", 77, "rows", 11));

    awaitText("11 77\r\n");
    awaitText(PROMPT);
  }

  @Test
  void shouldEndTheInputOfAJobOnlyWhenStdinIsClosed() {
    typeLine("cat; echo over");

    client.call("stdin.close", Map.of("execution_id", shell.id()));

    awaitText("over\r\n" + PROMPT);
    assertUsable();
  }

  @Test
  void shouldEndTheShellWhenStdinIsClosedAtItsPrompt() {
    RemoteCommand other =
        client.execute(
            Map.of(
                "argv", List.of("bash", "--norc", "-i"),
                "env", Map.of("PS1", PROMPT),
                "pty", Map.of("cols", 80, "rows", 24)));
    // What comes while the shell sets its terminal up may be lost.
    Deadline.await("the prompt").until(() -> other.stdout().contains(PROMPT));

    client.call("stdin.close", Map.of("execution_id", other.id()));

    assertThat(other.awaitCompleted().get("status").asString()).isEqualTo("completed");
  }

  @Test
  void shouldTakeMoreThanATerminalHoldsWhenAJobReadsIt() {
    typeLine("stty -echo; wc -c; stty echo");
    client.call(
        "stdin.write",
        Map.of(
            "execution_id", shell.id(), "data", ("x".repeat(79) + "\n").repeat(5000), "eof", true));

    awaitText("400000\r\n" + PROMPT);
  }

  @Test
  void shouldHoldUpNobodyWhenNoJobReads() throws Exception {
    typeLine("stty -echo; echo quiet; sleep 1000");
    awaitText("quiet\r\n");
    Map<String, Object> piece =
        Map.of("execution_id", shell.id(), "data", ("x".repeat(79) + "\n").repeat(5000));
    Deadline.await("the input to be full")
        .until(
            () ->
                client.request("stdin.write", piece).path("error").path("code").asInt() == -32007);

    client.assertAlive();
    shell.signal("WINCH");
    assertThat(client.run("echo other").stdout()).isEqualTo("other\n");
  }

  @Test
  void shouldInterruptAFloodWhenNobodyReadsIt() throws Exception {
    RemoteCommand flood =
        client.execute(Map.of("command", "exec yes", "pty", Map.of("cols", 80, "rows", 24)));
    client.connection().stopReading();
    TestClient other = SERVER.connect();

    other.call("stdin.write", Map.of("execution_id", flood.id(), "data", CONTROL_C));

    flood.process().awaitEnd();
    client.connection().readOn();
    assertThat(flood.awaitExited().get("signal").asString()).isEqualTo("INT");
    flood.assertOutputMatchesEnd();
  }

  @Test
  void shouldStopEverybodyAndBeUsableAgainWhenPausedAndResumed() {
    ObservedProcess job = startJob();

    shell.control("PAUSE");
    assertThat(job.isStopped()).isTrue();
    assertThat(shell.process().isStopped()).isTrue();

    shell.control("RESUME");
    Deadline.await("the job to run").until(() -> !job.isStopped());
    type(CONTROL_C); // Harmless at the prompt, where the shell may have come to meanwhile.
    awaitText(PROMPT);
    assertUsable();
  }

  @Test
  void shouldEndJobsOfAllGroupsWhenCanceled() {
    ObservedProcess job = startJob();
    type(CONTROL_Z);
    awaitText("Stopped");

    shell.control("CANCEL", 0.1);

    assertThat(shell.awaitCompleted().get("tree_empty").asBoolean()).isTrue();
    assertThat(job.lives()).isFalse();
  }
}
