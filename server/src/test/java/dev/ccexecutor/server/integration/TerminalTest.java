package dev.ccexecutor.server.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccexecutor.server.testkit.Deadline;
import dev.ccexecutor.server.testkit.ObservedProcess;
import dev.ccexecutor.server.testkit.RemoteCommand;
import dev.ccexecutor.server.testkit.RunningTestServer;
import dev.ccexecutor.server.testkit.TestClient;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

@Timeout(60)
class TerminalTest {
  @RegisterExtension static final RunningTestServer SERVER = RunningTestServer.withSettings();

  private TestClient client;

  @BeforeEach
  void connect() throws Exception {
    client = SERVER.connect();
  }

  private static Map<String, Object> inTerminal(String command) {
    Map<String, Object> params = new HashMap<>();
    params.put("command", command);
    params.put("pty", Map.of("cols", 100, "rows", 30));
    return params;
  }

  private static Map<String, Object> inTerminal(String command, String name, Object value) {
    Map<String, Object> params = inTerminal(command);
    params.put(name, value);
    return params;
  }

  private static Map<String, Object> size(String executionId, Object cols, Object rows) {
    return Map.of("execution_id", executionId, "cols", cols, "rows", rows);
  }

  @Test
  void shouldTellThatItHasATerminalWhenItConnects() {
    assertThat(client.awaitNotification("connected").get("capabilities"))
        .extracting(JsonNode::asString)
        .contains("pty");
  }

  @Test
  void shouldGiveAllThreeStreamsATerminalOfItsSizeWhenOneIsAsked() {
    RemoteCommand command =
        client.run(inTerminal("tty | cut -c1-9; stty size; test -t 0 -a -t 1 -a -t 2; echo $?"));

    assertThat(command.stdout()).isEqualTo("/dev/pts/\r\n30 100\r\n0\r\n");
  }

  @Test
  void shouldBringBothOutputsAsOneStreamWhenItHasATerminal() {
    RemoteCommand command = client.run(inTerminal("echo one; echo two >&2; echo three"));

    assertThat(command.stdout()).isEqualTo("one\r\ntwo\r\nthree\r\n");
    JsonNode completed = command.awaitCompleted();
    assertThat(completed.get("stderr").get("bytes").asInt()).isZero();
    assertThat(completed.get("drained").asBoolean()).isTrue();
    assertThat(completed.get("tree_empty").asBoolean()).isTrue();
    command.output().assertMatches(completed);
  }

  @Test
  void shouldNameItsTerminalUnlessClientDecidesOtherwise() {
    String line = "echo ${TERM-none}";
    Map<String, Object> none = new HashMap<>();
    none.put("TERM", null);

    assertThat(client.run(inTerminal(line)).stdout()).isEqualTo("xterm-256color\r\n");
    assertThat(client.run(inTerminal(line, "env", Map.of("TERM", "vt100"))).stdout())
        .isEqualTo("vt100\r\n");
    assertThat(client.run(inTerminal(line, "env", none)).stdout()).isIn("none\r\n", "dumb\r\n");
  }

  @Test
  void shouldColourWhatIsForATerminalWhenItHasOne() {
    String line = "ls -d --color=auto /";

    assertThat(client.run(inTerminal(line)).stdout()).contains("\u001b[");
    assertThat(client.run(line).stdout()).isEqualTo("/\n");
  }

  @Test
  void shouldTellEveryByteWhenItFloodsATerminal() {
    RemoteCommand command = client.run(inTerminal("stty -opost; yes 'no end' | head -c 3000000"));

    assertThat(command.awaitCompleted().get("stdout").get("bytes").asInt()).isEqualTo(3_000_000);
    command.assertOutputMatchesEnd();
  }

  @Test
  void shouldReadOnWhenItsTerminalWasClosedAndIsOpenedAgain() {
    RemoteCommand command =
        client.run(inTerminal("exec <&- >&- 2>&-; sleep 0.2; echo 'Password:' >/dev/tty"));

    assertThat(command.stdout()).isEqualTo("Password:\r\n");
    assertThat(command.awaitCompleted().get("drained").asBoolean()).isTrue();
  }

  @Test
  void shouldTellTheForegroundWhenItIsResized() {
    RemoteCommand command =
        client.execute(
            inTerminal("trap 'stty size; exit' WINCH; echo ready; while :; do sleep 0.01; done"));
    command.awaitLine("ready");

    JsonNode answer = client.call("pty.resize", size(command.id(), 65535, 1));

    assertThat(answer)
        .isEqualTo(
            TestClient.json("{'execution_id':'" + command.id() + "'," + "'cols':65535,'rows':1}"));
    command.awaitCompleted();
    assertThat(command.stdout()).isEqualTo("ready\r\n1 65535\r\n");
  }

  @Test
  void shouldHaveItsNewSizeFromTheStartWhenItIsResizedAtOnce() {
    int execute =
        client.send(
            "execute",
            inTerminal(
                "until stty size | grep '20 50'; do sleep 0.01; done", "execution_id", "early"));
    int resize = client.send("pty.resize", size("early", 50, 20));

    RemoteCommand command =
        RemoteCommand.started(client, client.awaitAnswer(execute).get("result"));

    assertThat(client.awaitAnswer(resize).has("result")).isTrue();
    command.awaitCompleted();
    assertThat(command.stdout()).isEqualTo("20 50\r\n");
  }

  @Test
  void shouldSayWhatIsWrongWhenItCannotBeResized() {
    RemoteCommand piped = client.execute("exec sleep 1000");

    JsonNode error = client.callFailing("pty.resize", size(piped.id(), 80, 24));
    assertThat(error.get("code").asInt()).isEqualTo(-32011);
    assertThat(error.get("data").get("state").asString()).isEqualTo("no_terminal");

    piped.control("KILL");
    piped.awaitCompleted();
    error = client.callFailing("pty.resize", size(piped.id(), 80, 24));
    assertThat(error.get("code").asInt()).isEqualTo(-32002);

    error = client.callFailing("pty.resize", size("no-such", 80, 24));
    assertThat(error.get("code").asInt()).isEqualTo(-32002);
  }

  @Test
  void shouldRefuseToResizeWhenTheLeaderHasGone() {
    RemoteCommand command =
        client.execute(inTerminal("set -m; sleep 1000 & exit 3", "drain_timeout", 1000));
    command.awaitExited();

    JsonNode error = client.callFailing("pty.resize", size(command.id(), 80, 24));

    assertThat(error.get("code").asInt()).isEqualTo(-32011);
    assertThat(error.get("data").get("state").asString()).isEqualTo("exited");
    command.control("KILL");
    command.awaitCompleted();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'cols':0,'rows':24}",
        "{'cols':65536,'rows':24}",
        "{'rows':24}",
        "{'cols':'80','rows':24}"
      })
  void shouldRefuseASizeThatNoTerminalHas(String size) {
    JsonNode error =
        client.callFailing("execute", Map.of("command", "true", "pty", TestClient.json(size)));

    assertThat(error.get("code").asInt()).isEqualTo(-32602);
    assertThat(error.get("data").get("field").asString()).isEqualTo("pty.cols");
  }

  @Test
  void shouldReadJobOfTheBackgroundWhenLeaderHasGone() {
    RemoteCommand command =
        client.run(inTerminal("set -m; (sleep 0.3; echo late) & echo first; exit 3"));

    assertThat(command.stdout()).isEqualTo("first\r\nlate\r\n");
    assertThat(command.awaitCompleted().get("exit_code").asInt()).isEqualTo(3);
    assertThat(command.awaitCompleted().get("drained").asBoolean()).isTrue();
  }

  @Test
  void shouldEndJobOfTheBackgroundWhenItHoldsTheTerminal() {
    RemoteCommand command =
        client.execute(inTerminal("set -m; sleep 1000 & echo $!; exit 0", "drain_timeout", 0.2));
    ObservedProcess job = command.awaitPidLine();

    JsonNode completed = command.awaitCompleted();

    assertThat(completed.get("status").asString()).isEqualTo("completed");
    assertThat(completed.get("tree_empty").asBoolean()).isTrue();
    assertThat(completed.get("drained").asBoolean()).isTrue();
    assertThat(job.lives()).isFalse();
  }

  /** The kernel hangs up on the foreground when a session loses its leader (credentials(7)). */
  @Test
  void shouldHangUpOnTheForegroundWhenLeaderHasGone() {
    RemoteCommand command = client.run(inTerminal("sleep 1000 & exec true", "drain_timeout", 1000));

    assertThat(command.awaitCompleted().get("tree_empty").asBoolean()).isTrue();
  }

  @Test
  void shouldLetJobOfTheBackgroundLiveWhenItIsToBeKept() {
    Map<String, Object> params = inTerminal("set -m; sleep 1000 & echo $!; exit 0");
    params.put("drain_timeout", 0.1);
    params.put("leftovers", "keep");
    RemoteCommand command = client.execute(params);
    ObservedProcess job = command.awaitPidLine();

    JsonNode completed = command.awaitCompleted();

    assertThat(completed.get("tree_empty").asBoolean()).isFalse();
    assertThat(completed.get("drained").asBoolean()).isFalse();
    assertThat(job.lives()).isTrue();
    ProcessHandle.of(job.pid()).orElseThrow().destroyForcibly();
    job.awaitEnd();
  }

  @Test
  void shouldEndEverybodyWhenClientVanishes() throws Exception {
    RemoteCommand command = client.execute(inTerminal("set -m; sleep 1000 & echo $!; sleep 1000"));
    ObservedProcess job = command.awaitPidLine();

    client.close();

    Deadline.await("the end of all").until(() -> !job.lives() && !command.process().lives());
    SERVER.awaitIdle();
  }
}
