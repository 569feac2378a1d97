package dev.ccexecutor.server.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccexecutor.server.testkit.Deadline;
import dev.ccexecutor.server.testkit.ObservedProcess;
import dev.ccexecutor.server.testkit.PlantedTree;
import dev.ccexecutor.server.testkit.RemoteCommand;
import dev.ccexecutor.server.testkit.RunningTestServer;
import dev.ccexecutor.server.testkit.TestClient;
import dev.ccexecutor.server.testkit.TreeShape;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What must hold for every tree, whichever way its processes are kept together. */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ContainmentContract {
  /** Above the longest pause between two writes of a tree by far. */
  private static final double STANDSTILL_SECONDS = 0.2;

  private static final int PAUSES = 15;

  private static final String ENDS_ITS_MAIN_THREAD =
      """
      import ctypes, os, threading, time
      threading.Thread(target=lambda: time.sleep(1000)).start()
      print(os.getpid(), flush=True)
      ctypes.CDLL(None).syscall(60 if os.uname().machine == "x86_64" else 93, 0)
      """;

  private static final int RACES = 60;

  @RegisterExtension final RunningTestServer server;

  @TempDir private Path directory;

  private TestClient client;
  private PlantedTree tree;

  ContainmentContract(RunningTestServer server) {
    this.server = server;
  }

  /** Whether nothing that this tree does can hide a process of it. */
  abstract boolean holds(TreeShape shape);

  /** Whether a pause of this tree must be confirmed. */
  abstract boolean confirmsPauseOf(TreeShape shape);

  @BeforeEach
  void connect() throws Exception {
    client = server.connect();
  }

  @AfterEach
  void endTree() throws Exception {
    if (tree != null) {
      tree.close();
      tree = null;
    }
  }

  private void start(TreeShape shape, Map<String, ?> more) throws IOException {
    Map<String, Object> params = new HashMap<>(Map.of("grace", 0.3, "drain_timeout", 0.1));
    params.putAll(more);
    tree = PlantedTree.start(client, directory, shape, params);
  }

  @ParameterizedTest
  @EnumSource
  void shouldHoldEveryProcessUntilResumedWhenPaused(TreeShape shape) throws Exception {
    start(shape, Map.of());

    if (pause(shape)) {
      assertThat(tree.members()).isNotEmpty();
      assertStandstill();
    }
    assertThat(tree.command().status().get("state").asString()).isEqualTo("paused");
    assertThat(tree.command().control("RESUME").get("status").asString()).isEqualTo("resumed");

    tree.awaitProgress();
    assertThat(tree.command().status().get("state").asString()).isEqualTo("running");
    tree.command().control("CANCEL");
    assertEnded(shape, "canceled");
  }

  @ParameterizedTest
  @EnumSource(
      names = {
        "EXECS_NEW_IMAGES_AS_A_DAEMON",
        "FORKS_FOR_EVER",
        "FORKS_AND_EXITS_OUTSIDE_THE_GROUP"
      })
  void shouldNotConfirmAPauseThatIsNoneHoweverOftenItIsAskedFor(TreeShape shape) throws Exception {
    start(shape, Map.of());

    for (int i = 0; i < PAUSES && pause(shape); i++) {
      Map<String, Long> written = tree.written();
      assertThat(tree.members()).noneMatch(ObservedProcess::moves);
      assertThat(tree.written()).isEqualTo(written);
      tree.command().control("RESUME");
      tree.awaitProgress();
    }
  }

  @ParameterizedTest
  @EnumSource
  void shouldEndEveryProcessWhenPausedTreeIsCanceled(TreeShape shape) throws Exception {
    start(shape, Map.of());
    pause(shape);

    tree.command().control("CANCEL");

    assertEnded(shape, "canceled");
  }

  @ParameterizedTest
  @EnumSource
  void shouldEndEveryProcessWhenTreeIsKilled(TreeShape shape) throws Exception {
    start(shape, Map.of());

    tree.command().control("KILL");

    JsonNode completed = assertEnded(shape, "killed");
    assertThat(completed.get("signal").asString()).isEqualTo("KILL");
  }

  @ParameterizedTest
  @EnumSource(names = {"CALLS_SETSID", "STOPS_ITSELF", "FORKS_AND_EXITS"})
  void shouldEndEveryProcessWhenPausedTreeIsKilled(TreeShape shape) throws Exception {
    start(shape, Map.of());
    pause(shape);

    tree.command().control("KILL");

    assertEnded(shape, "killed");
  }

  @ParameterizedTest
  @EnumSource(names = {"IGNORES_TERM", "FORKS_TWICE", "FORKS_FOR_EVER"})
  void shouldEndEveryProcessWhenTimeoutStrikes(TreeShape shape) throws Exception {
    start(shape, Map.of("timeout", 0.5));

    assertEnded(shape, "timeout");
  }

  @ParameterizedTest
  @EnumSource(
      mode = Mode.EXCLUDE,
      names = {"ALONE"})
  void shouldEndWhatIsLeftWhenLeaderExits(TreeShape shape) throws Exception {
    start(shape, Map.of());

    tree.letLeaderGo();

    assertThat(tree.command().awaitExited().get("exit_code").asInt()).isZero();
    assertEnded(shape, "exit");
  }

  @ParameterizedTest
  @EnumSource(
      names = {
        "SAME_GROUP",
        "CALLS_SETSID",
        "LEAVES_A_DAEMON",
        "FORKS_FOR_EVER",
        "LEAVES_A_DAEMON_WITHOUT_ENVIRONMENT"
      })
  void shouldLeaveTheOthersAloneWhenLeaderExitsAndTheyAreToBeKept(TreeShape shape)
      throws Exception {
    start(shape, Map.of("leftovers", "keep"));
    List<ObservedProcess> others =
        tree.members().stream().filter(member -> member.pid() != tree.command().pid()).toList();

    tree.letLeaderGo();

    assertThat(tree.command().awaitCompleted().get("tree_empty").asBoolean()).isFalse();
    assertThat(others).anyMatch(ObservedProcess::lives);
  }

  /** A KILL that the next request could take back would leave what forks all the time alive. */
  @Test
  void shouldEndAtOnceWhenCancelWithLongGraceFollowsKill() throws Exception {
    start(TreeShape.FORKS_AND_EXITS_OUTSIDE_THE_GROUP, Map.of("grace", 900));
    String id = tree.command().id();

    client.sendJson(
        List.of(
            TestClient.requestMessage(
                client.nextId(), "control", Map.of("type", "KILL", "execution_id", id)),
            TestClient.requestMessage(
                client.nextId(),
                "control",
                Map.of("type", "CANCEL", "execution_id", id, "grace", 900))));

    assertEnded(TreeShape.FORKS_AND_EXITS_OUTSIDE_THE_GROUP, "killed");
  }

  @ParameterizedTest
  @ValueSource(strings = {"PAUSE", "RESUME", "CANCEL", "KILL", "SIGNAL"})
  void shouldDoNoHarmWhenControlMeetsTheExit(String type) {
    for (int i = 0; i < RACES; i++) {
      RemoteCommand command = client.execute(Map.of("argv", List.of("true"), "grace", 0.3));
      LockSupport.parkNanos(i * 20_000L); // Another moment each time.

      assertHarmless(control(type, command));
      if (type.equals("PAUSE")) {
        assertHarmless(control("RESUME", command));
      }

      assertThat(command.awaitCompleted().get("tree_empty").asBoolean()).isTrue();
    }
    client.assertAlive();
  }

  /** Seen from outside it is a zombie, though it runs on in another thread. */
  @Test
  @EnabledIf("hasPython")
  void shouldEndADaemonOfWhichTheMainThreadHasEnded() {
    RemoteCommand command =
        client.execute(
            Map.of(
                "command",
                "(setsid python3 -c \"$code\" &); exec sleep 1000",
                "env",
                Map.of("code", ENDS_ITS_MAIN_THREAD),
                "grace",
                0.3));
    ObservedProcess daemon = command.awaitPidLine();
    Deadline.await("the main thread's end").until(() -> !daemon.lives());

    command.control("CANCEL");

    assertThat(command.awaitCompleted().get("tree_empty").asBoolean()).isTrue();
    Deadline.await("the other thread's end").until(daemon::isReaped);
  }

  static boolean hasPython() throws Exception {
    return new ProcessBuilder("sh", "-c", "command -v python3 >/dev/null").start().waitFor() == 0;
  }

  /** Asked for so early that the pause waits for what the resume does not. */
  @Test
  void shouldRunOnWhenResumeFollowsPauseAtOnce() {
    for (int i = 0; i < RACES; i++) {
      RemoteCommand command = client.execute(Map.of("argv", List.of("sleep", "1000")));
      int pause = send("PAUSE", command);
      int resume = send("RESUME", command);

      client.awaitAnswer(pause);
      client.awaitAnswer(resume);

      Deadline.await("the command to run again").until(() -> !command.process().isStopped());
      assertThat(command.status().get("state").asString()).isEqualTo("running");
      command.control("KILL");
      command.awaitCompleted();
    }
  }

  private int send(String type, RemoteCommand command) {
    return client.send("control", Map.of("type", type, "execution_id", command.id()));
  }

  private JsonNode control(String type, RemoteCommand command) {
    Map<String, Object> params = new HashMap<>(Map.of("type", type, "execution_id", command.id()));
    if (type.equals("SIGNAL")) {
      params.put("signal", "USR1");
    }
    return client.request("control", params);
  }

  private static void assertHarmless(JsonNode answer) {
    if (answer.has("error")) {
      assertThat(answer.get("error").get("code").asInt()).isIn(-32002, -32011);
    }
  }

  /** Both limits are shorter than the pause: what must not happen can only be waited for. */
  @ParameterizedTest
  @EnumSource(names = {"CALLS_SETSID", "IGNORES_TERM"})
  void shouldHoldTheClocksWhenPaused(TreeShape shape) throws Exception {
    start(shape, Map.of("timeout", 0.8, "idle_timeout", 0.9));
    pause(shape);

    JsonNode status = waitForEnd(1.2);

    assertThat(status.get("state").asString()).isEqualTo("paused");
    tree.command().control("RESUME");
    assertEnded(shape, "timeout");
  }

  /**
   * Pauses, and holds the answer against what is seen.
   *
   * @return whether the pause was confirmed
   */
  private boolean pause(TreeShape shape) throws IOException {
    JsonNode answer = control("PAUSE", tree.command());
    if (!answer.has("error") || confirmsPauseOf(shape)) {
      assertThat(answer.path("result").path("status").asString("")).isEqualTo("paused");
      assertThat(tree.members()).noneMatch(ObservedProcess::moves);
      return true;
    }
    assertThat(answer.get("error").get("code").asInt()).isEqualTo(-32013);
    assertThat(answer.get("error").get("data").get("kind").asString()).isEqualTo("not_confirmed");
    assertThat(answer.get("error").get("data").get("running")).isNotEmpty();
    return false;
  }

  private void assertStandstill() throws IOException {
    Map<String, Long> written = tree.written();
    waitForEnd(STANDSTILL_SECONDS);
    assertThat(tree.written()).isEqualTo(written);
    assertThat(tree.members()).noneMatch(ObservedProcess::moves);
  }

  private JsonNode waitForEnd(double seconds) {
    return client.call(
        "execution.status", Map.of("execution_id", tree.command().id(), "wait", seconds));
  }

  /** Where a process can hide, it may live, but then the tree may not be called empty. */
  private JsonNode assertEnded(TreeShape shape, String reason) throws IOException {
    JsonNode completed = tree.command().awaitCompleted();
    assertThat(completed.get("reason").asString()).isEqualTo(reason);
    if (holds(shape) || completed.get("tree_empty").asBoolean()) {
      assertThat(completed.get("tree_empty").asBoolean()).isTrue();
      Map<String, Long> written = tree.written();
      assertThat(tree.members()).isEmpty();
      assertThat(tree.written()).isEqualTo(written);
    }
    return completed;
  }
}
