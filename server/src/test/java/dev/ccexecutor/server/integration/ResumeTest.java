package dev.ccexecutor.server.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccexecutor.server.testkit.ConnectionCut;
import dev.ccexecutor.server.testkit.Deadline;
import dev.ccexecutor.server.testkit.GatheredOutput;
import dev.ccexecutor.server.testkit.NumberedLines;
import dev.ccexecutor.server.testkit.Received;
import dev.ccexecutor.server.testkit.RemoteCommand;
import dev.ccexecutor.server.testkit.RemoteInput;
import dev.ccexecutor.server.testkit.RunningTestServer;
import dev.ccexecutor.server.testkit.StreamName;
import dev.ccexecutor.server.testkit.TestClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** {@code session.resume}: a client comes back for all that it had. */
@Timeout(60)
class ResumeTest {
  private static final AtomicInteger IDS = new AtomicInteger();

  @RegisterExtension static final RunningTestServer SERVER = RunningTestServer.withSettings();

  private TestClient former;
  private TestClient next;

  @BeforeEach
  void connect() throws Exception {
    former = SERVER.connectWithSubprotocol();
    next = SERVER.connectWithSubprotocol();
  }

  private static Map<String, Object> cat(Map<String, ?> more) {
    Map<String, Object> params = new LinkedHashMap<>();
    params.put("command", "cat");
    params.put("stdin", "pipe");
    params.put("execution_id", "cat-" + IDS.incrementAndGet());
    params.putAll(more);
    return params;
  }

  private RemoteCommand startCat(Map<String, ?> more, String firstLine) {
    RemoteCommand cat = former.execute(cat(more));
    RemoteInput.of(former, cat).write(firstLine + "\n");
    Deadline.await("the line to be read").until(() -> readOf(cat) == firstLine.length() + 1);
    return cat;
  }

  private static long readOf(RemoteCommand command) {
    return command.status().get("stdout").get("to").asLong();
  }

  private void cut(TestClient client) throws IOException {
    int before = activeSessions();
    client.connection().reset();
    Deadline.await("the session not to count any more").until(() -> activeSessions() < before);
  }

  private int activeSessions() {
    return next.call("server.info", Map.of()).get("active_sessions").asInt();
  }

  private static List<String> ids(List<RemoteCommand> commands) {
    return commands.stream().map(RemoteCommand::id).toList();
  }

  private JsonNode failToResume(JsonNode connected) {
    return next.callFailing("session.resume", TestClient.resumeParams(connected, Map.of()));
  }

  private static void end(TestClient client, RemoteCommand cat) {
    RemoteInput.of(client, cat).end();
    assertThat(cat.awaitCompleted().get("reason").asString()).isEqualTo("exit");
  }

  @ParameterizedTest
  @ValueSource(strings = {"text", "base64", "binary"})
  void shouldGiveEveryByteOnceWhenResumedWithOffsets(String form) throws Exception {
    NumberedLines lines = new NumberedLines(20_000);
    Map<String, GatheredOutput> gathered = new LinkedHashMap<>();
    for (int i = 0; i < 3; i++) {
      RemoteCommand command =
          former.execute(
              Map.of(
                  "command", lines.commandInBursts(2_000, 0.02), "output", form, "window", 65536));
      GatheredOutput output = new GatheredOutput();
      output.beginWith(command);
      output.takeInUntil(StreamName.STDOUT, 4096);
      gathered.put(command.id(), output);
    }

    cut(former);
    Map<String, Object> offsets = new LinkedHashMap<>();
    gathered.forEach((id, output) -> offsets.put(id, output.takeIn().offsets()));
    List<RemoteCommand> resumed = next.resume(former.connected(), offsets);

    assertThat(ids(resumed)).containsExactlyElementsOf(gathered.keySet());
    for (RemoteCommand command : resumed) {
      GatheredOutput output = gathered.get(command.id());
      output.continueWith(
          command, output.length(StreamName.STDOUT), output.length(StreamName.STDERR));
      Deadline.await("the end of " + command.id())
          .until(
              () -> {
                output.takeIn();
                command.acknowledge(output.length(StreamName.STDOUT), 0);
                return output.hasEnd();
              });
      output.assertMatchesEnd();
      assertThat(output.length(StreamName.STDOUT)).isEqualTo(lines.bytes());
    }
  }

  @ParameterizedTest
  @EnumSource(ConnectionCut.class)
  void shouldPassExecutionsOverWhenFormerConnectionIsCut(ConnectionCut cut) throws Exception {
    RemoteCommand cat = startCat(Map.of(), "before");

    cut.apply(former);
    RemoteCommand resumed =
        next.resume(former.connected(), Map.of(cat.id(), Map.of("stdout", 0))).getFirst();
    RemoteInput.of(next, resumed).write("after\n");

    resumed.awaitLine("after");
    end(next, resumed);
    assertThat(resumed.stdout()).isEqualTo("before\nafter\n");
  }

  @Test
  void shouldCloseFormerConnectionWithoutEndingAnythingWhenItIsStillOpen() {
    RemoteCommand cat = startCat(Map.of("on_disconnect", "cancel", "detach_ttl", 0), "before");
    cat.awaitLine("before");

    RemoteCommand resumed = next.resume(former.connected(), Map.of()).getFirst();
    RemoteInput.of(next, resumed).write("after\n");
    resumed.awaitLine("after");

    assertThat(former.awaitClose().code()).isEqualTo(4001);
    former.awaitEndOfStream();
    assertThat(cat.methods()).doesNotContain("process.detached");
    assertThat(cat.stdout()).isEqualTo("before\n");
    assertThat(activeSessions()).isEqualTo(1);
    end(next, resumed);
    assertThat(resumed.stdout()).isEqualTo("after\n");
  }

  @Test
  void shouldRefuseAlikeWhenTokenIsWrongOrSpentOrSessionUnknown() throws Exception {
    RemoteCommand cat = startCat(Map.of(), "x");
    JsonNode connected = former.connected();
    String id = connected.get("session_id").asString();

    JsonNode wrong =
        next.callFailing(
            "session.resume", Map.of("session_id", id, "resume_token", "0".repeat(32)));
    JsonNode unknown =
        next.callFailing(
            "session.resume",
            Map.of(
                "session_id", "nobody", "resume_token", connected.get("resume_token").asString()));
    RemoteCommand resumed = next.resume(connected, Map.of()).getFirst();
    JsonNode spent =
        SERVER
            .connect()
            .callFailing("session.resume", TestClient.resumeParams(connected, Map.of()));

    assertThat(wrong.get("code").asInt()).isEqualTo(-32012);
    assertThat(wrong.get("data").get("kind").asString()).isEqualTo("session_not_found");
    assertThat(List.of(unknown, spent)).containsOnly(wrong);
    assertThat(resumed.id()).isEqualTo(cat.id());
    end(next, resumed);
  }

  @Test
  void shouldRefuseWhenSessionIsItsOwn() {
    JsonNode error = failToResume(next.connected());

    assertThat(error.get("code").asInt()).isEqualTo(-32602);
    assertThat(error.get("data").get("field").asString()).isEqualTo("session_id");
  }

  @Test
  void shouldResumeWithNewestCredentialsWhenCutAgain() throws Exception {
    startCat(Map.of(), "one");
    cut(former);
    next.resume(former.connected(), Map.of());
    TestClient third = SERVER.connectWithSubprotocol();

    next.connection().reset();
    RemoteCommand resumed = third.resume(next.connected(), Map.of()).getFirst();

    end(third, resumed);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void shouldLoseNothingWhenOffsetHasExpired(boolean stillOpen) throws Exception {
    RemoteCommand gone =
        former.execute(
            cat(Map.of("command", "seq 100000; exec cat", "output", "none", "replay", 0)));
    Deadline.await("all to be read and forgotten")
        .until(
            () -> {
              JsonNode stdout = gone.status().get("stdout");
              return stdout.get("to").asLong() == 588895 && stdout.get("from").asLong() == 588895;
            });
    RemoteCommand cat = startCat(Map.of("on_disconnect", "detach"), "kept");
    cat.awaitLine("kept");
    if (!stillOpen) {
      cut(former);
    }
    JsonNode connected = former.connected();

    JsonNode error =
        next.callFailing(
            "session.resume",
            TestClient.resumeParams(
                connected, Map.of(gone.id(), Map.of("stdout", 5), cat.id(), Map.of("stdout", 0))));

    assertThat(error.get("code").asInt()).isEqualTo(-32008);
    assertThat(error.get("data").get("execution_id").asString()).isEqualTo(gone.id());
    assertThat(error.get("data").get("type").asString()).isEqualTo("stdout");
    assertThat(error.get("data").get("available_from").asLong()).isEqualTo(588895);
    if (stillOpen) {
      former.assertAlive();
      RemoteInput.of(former, cat).write("still mine\n");
      cat.awaitLine("still mine");
    }
    List<RemoteCommand> resumed = next.resume(connected, Map.of(cat.id(), Map.of("stdout", 0)));
    assertThat(ids(resumed)).containsExactly(gone.id(), cat.id());
    resumed.get(1).awaitLine("kept");
    resumed.forEach(one -> end(next, one));
  }

  @Test
  void shouldLoseNothingWhenOffsetIsPastTheEnd() throws Exception {
    RemoteCommand cat = startCat(Map.of(), "abc");
    cut(former);

    JsonNode error =
        next.callFailing(
            "session.resume",
            TestClient.resumeParams(former.connected(), Map.of(cat.id(), Map.of("stderr", 1))));

    assertThat(error.get("code").asInt()).isEqualTo(-32602);
    assertThat(error.get("data").get("field").asString()).isEqualTo("stderr");
    assertThat(error.get("data").get("execution_id").asString()).isEqualTo(cat.id());
    end(next, next.resume(former.connected(), Map.of()).getFirst());
  }

  @Test
  void shouldGoOnWhereAcknowledgedWhenNoOffsetIsGiven() throws Exception {
    NumberedLines lines = new NumberedLines(1000);
    RemoteCommand command =
        former.execute(
            Map.of(
                "argv", lines.argv(), "window", 8192, "output", "binary", "execution_id", "acks"));
    Deadline.await("the window to be full")
        .until(() -> command.output().bytes(StreamName.STDOUT).length == 8192);
    command.acknowledge(3000, 0);
    Deadline.await("the window to be full again")
        .until(() -> command.output().bytes(StreamName.STDOUT).length == 8192 + 3000);

    cut(former);
    RemoteCommand resumed = next.resume(former.connected(), Map.of()).getFirst();

    Deadline.await("as much as the window has")
        .until(() -> resumed.output().bytes(StreamName.STDOUT).length == 8192);
    assertThat(resumed.output().pieces().getFirst().offset()).isEqualTo(3000);
    resumed.acknowledge(3000 + 8192, 0);
    resumed.awaitCompleted();
    assertThat(resumed.output().bytes(StreamName.STDOUT)).hasSize(13000);
  }

  @Test
  void shouldGoOnWhereAcknowledgedAfterTheEndWhenNoOffsetIsGiven() throws Exception {
    RemoteCommand command = former.run(Map.of("command", "echo one; echo two", "window", 8192));
    command.acknowledge(4, 0);
    former.assertAlive();

    cut(former);
    RemoteCommand resumed = next.resume(former.connected(), Map.of()).getFirst();

    resumed.awaitCompleted();
    assertThat(resumed.stdout()).isEqualTo("two\n");
  }

  @Test
  void shouldTellGapWhenWhatWasNextIsNotKeptAnyMore() throws Exception {
    RemoteCommand command =
        former.execute(
            cat(
                Map.of(
                    "command", "cat; head -c 5000000 /dev/zero; echo; echo end",
                    "when_full", "drop_oldest",
                    "replay", 0,
                    "output", "base64")));
    RemoteInput.of(former, command).write("seen\n");
    Deadline.await("the line").until(() -> command.stdout().equals("seen\n"));
    cut(former);
    TestClient writer = SERVER.connect();
    writer.call("stdin.close", Map.of("execution_id", command.id()));
    writer.call("execution.status", Map.of("execution_id", command.id(), "wait", 20));

    RemoteCommand resumed = next.resume(former.connected(), Map.of()).getFirst();

    resumed.awaitCompleted();
    JsonNode gap = resumed.gaps().getFirst();
    assertThat(gap.get("reason").asString()).isEqualTo("expired");
    assertThat(gap.get("from").asLong()).isEqualTo(5);
    assertThat(resumed.output().pieces().getFirst().offset()).isEqualTo(gap.get("to").asLong());
    assertThat(resumed.stdout()).endsWith("\nend\n");
  }

  @Test
  void shouldTellEndsAgainWhenExecutionsEndedBeforeAndMeanwhile() throws Exception {
    RemoteCommand told = former.run("echo told");
    RemoteCommand meanwhile = startCat(Map.of(), "meanwhile");
    meanwhile.awaitLine("meanwhile");
    cut(former);
    next.call("stdin.close", Map.of("execution_id", meanwhile.id()));
    next.call("execution.status", Map.of("execution_id", meanwhile.id(), "wait", 20));

    List<RemoteCommand> resumed =
        next.resume(former.connected(), Map.of(told.id(), Map.of("stdout", 0)));

    assertThat(ids(resumed)).containsExactly(told.id(), meanwhile.id());
    for (RemoteCommand one : resumed) {
      assertThat(one.result().get("state").asString()).isEqualTo("completed");
      assertThat(one.awaitCompleted()).isEqualTo(one.result().get("exit"));
      assertThat(one.methods()).startsWith("process.exited").endsWith("process.completed");
    }
    assertThat(resumed.getFirst().stdout()).isEqualTo("told\n");
    assertThat(resumed.getFirst().awaitCompleted()).isEqualTo(told.awaitCompleted());
    assertThat(resumed.getLast().stdout()).isEmpty();
  }

  @Test
  void shouldBringNewestOfThoseToldToTheirEndWhenThereAreMany() throws Exception {
    List<String> ended = new ArrayList<>();
    for (int i = 0; i < 70; i++) {
      ended.add(former.run("true").id());
    }

    List<RemoteCommand> resumed = next.resume(former.connected(), Map.of());

    assertThat(ids(resumed)).containsExactlyElementsOf(ended.subList(6, 70));
  }

  @Test
  void shouldHaveEndedWhenSessionOwnsNothing() throws Exception {
    cut(former);

    assertThat(failToResume(former.connected()).get("code").asInt()).isEqualTo(-32012);
  }

  @Test
  void shouldHaveEndedWhenAllWasToEndWithTheConnection() throws Exception {
    former.run(Map.of("command", "true", "on_disconnect", "cancel"));
    RemoteCommand cat = startCat(Map.of("on_disconnect", "cancel"), "x");
    cut(former);
    next.call("execution.status", Map.of("execution_id", cat.id(), "wait", 20));

    assertThat(failToResume(former.connected()).get("code").asInt()).isEqualTo(-32012);
  }

  @Test
  void shouldBringNothingWhenSessionThatIsOpenOwnsNothing() {
    assertThat(next.resume(former.connected(), Map.of())).isEmpty();

    assertThat(former.awaitClose().code()).isEqualTo(4001);
  }

  @Test
  void shouldLeaveToOthersWhatTheyTookAndWhatWasGivenUp() throws Exception {
    RemoteCommand taken = startCat(Map.of(), "taken");
    RemoteCommand givenUp = startCat(Map.of(), "given up");
    RemoteCommand mine = startCat(Map.of(), "mine");
    TestClient taker = SERVER.connect();
    RemoteCommand took = taker.attach(taken.id());
    taken.awaitDetached();
    givenUp.detach();
    cut(former);

    List<RemoteCommand> resumed = next.resume(former.connected(), Map.of());

    assertThat(ids(resumed)).containsExactly(mine.id());
    end(taker, took);
    end(next, resumed.getFirst());
    end(next, next.attach(givenUp.id()));
  }

  @Test
  void shouldNotBringObservedOnesWhenResumed() throws Exception {
    RemoteCommand cat = startCat(Map.of(), "x");
    TestClient observer = SERVER.connectWithSubprotocol();
    RemoteCommand observed = observer.attach(Map.of("execution_id", cat.id(), "mode", "observe"));
    observed.awaitLine("x");

    assertThat(next.resume(observer.connected(), Map.of())).isEmpty();
    cat.awaitLine("x");
    end(former, cat);
  }

  @Test
  void shouldMeanNewestOfResumedOnesWhenControlNamesNone() throws Exception {
    startCat(Map.of(), "older");
    RemoteCommand newer = startCat(Map.of(), "newer");
    former.run("true");
    cut(former);
    List<RemoteCommand> resumed = next.resume(former.connected(), Map.of());

    JsonNode result = next.call("control", Map.of("type", "KILL"));

    assertThat(result.get("execution_id").asString()).isEqualTo(newer.id());
    resumed.get(1).awaitCompleted();
    end(next, resumed.getFirst());
  }

  @RepeatedTest(5)
  void shouldSendArrayBeforeAnyMessageWhenResumedInBatch() throws Exception {
    RemoteCommand first = startCat(Map.of("output", "binary"), "first");
    RemoteCommand second = startCat(Map.of(), "second");
    cut(former);
    int before = next.inbox().size();

    next.sendJson(
        List.of(
            TestClient.requestMessage(
                901,
                "session.resume",
                TestClient.resumeParams(
                    former.connected(),
                    Map.of(first.id(), Map.of("stdout", 0), second.id(), Map.of("stdout", 0)))),
            TestClient.requestMessage(
                902, "execution.status", Map.of("execution_id", first.id(), "wait", 0.2))));

    Received.Message array = next.awaitMessage("the array", message -> message.json().isArray());
    next.awaitMessage("a line", message -> message.isNotification("process.output"));
    assertThat(next.inbox().since(before).getFirst()).isEqualTo(array);
    JsonNode executions = array.json().get(0).get("result").get("executions");
    assertThat(executions).hasSize(2);
    assertThat(executions.get(0).get("channel").asInt()).isPositive();
    next.call("control", Map.of("type", "KILL", "execution_id", first.id()));
    next.call("control", Map.of("type", "KILL", "execution_id", second.id()));
  }

  @RepeatedTest(10)
  void shouldSendResultBeforeAnyMessageWhenResumedUnderFlood() {
    for (int i = 0; i < 8; i++) {
      former.execute("exec yes");
    }
    former.connection().stopReading();
    int before = next.inbox().size();

    List<RemoteCommand> resumed = next.resume(former.connected(), Map.of());

    List<Received> since = next.inbox().since(before);
    assertThat(((Received.Message) since.getFirst()).json().has("result")).isTrue();
    resumed.forEach(one -> one.control("KILL"));
    resumed.forEach(RemoteCommand::awaitCompleted);
  }

  @Test
  void shouldBringTheRestWithTheSameTokenWhenAnswerWouldBeTooLarge() throws Exception {
    Map<String, String> labels = new TreeMap<>();
    for (int i = 0; i < 32; i++) {
      labels.put("label" + i, "é".repeat(256));
    }
    List<String> started = new ArrayList<>();
    for (int i = 0; i < 70; i++) {
      started.add(former.execute(Map.of("argv", List.of("sleep", "1000"), "labels", labels)).id());
    }

    List<String> brought = new ArrayList<>();
    JsonNode result;
    int calls = 0;
    do {
      calls++;
      result = next.call("session.resume", TestClient.resumeParams(former.connected(), Map.of()));
      assertThat(result.toString().getBytes(StandardCharsets.UTF_8).length).isLessThan(1024 * 1024);
      result.get("executions").forEach(one -> brought.add(one.get("execution_id").asString()));
    } while (result.path("more").asBoolean(false));

    assertThat(calls).isGreaterThan(1);
    assertThat(brought).containsExactlyElementsOf(started);
    assertThat(failToResume(former.connected()).get("code").asInt()).isEqualTo(-32012);
    for (String id : brought) {
      next.call("control", Map.of("type", "KILL", "execution_id", id));
    }
  }

  @Test
  void shouldRefuseWhenThereIsNoRoomForAll() throws Exception {
    try (RunningTestServer small = RunningTestServer.start("max-executions-per-session", "2")) {
      former = small.connectWithSubprotocol();
      next = small.connectWithSubprotocol();
      startCat(Map.of(), "one");
      startCat(Map.of(), "two");
      RemoteCommand own = next.execute(cat(Map.of()));

      JsonNode error = failToResume(former.connected());

      assertThat(error.get("code").asInt()).isEqualTo(-32005);
      former.assertAlive();
      end(next, own);
      next.resume(former.connected(), Map.of()).forEach(one -> end(next, one));
    }
  }

  @RepeatedTest(10)
  void shouldLetOneWinWhenTwoResumeEachOther() throws Exception {
    RemoteCommand cat = startCat(Map.of(), "x");
    RemoteCommand other = next.execute(cat(Map.of()));

    former.send("session.resume", TestClient.resumeParams(next.connected(), Map.of()));
    next.send("session.resume", TestClient.resumeParams(former.connected(), Map.of()));

    Deadline.await("one to be closed").until(() -> isClosed(former) || isClosed(next));
    TestClient winner = isClosed(former) ? next : former;
    RemoteCommand resumed =
        RemoteCommand.started(
            winner,
            winner
                .awaitMessage(
                    "a result", message -> message.json().path("result").has("executions"))
                .json()
                .get("result")
                .get("executions")
                .get(0));
    winner.assertAlive();
    assertThat(resumed.id()).isIn(cat.id(), other.id());
    winner.call("control", Map.of("type", "KILL", "execution_id", cat.id()));
    winner.call("control", Map.of("type", "KILL", "execution_id", other.id()));
    resumed.awaitCompleted();
  }

  private static boolean isClosed(TestClient client) {
    return client.inbox().all().stream().anyMatch(Received.Close.class::isInstance);
  }

  @Test
  void shouldBringWhatIsUnderWayWhenResumedWhileItStarts() throws Exception {
    for (int i = 0; i < 20; i++) {
      TestClient hasty = SERVER.connectWithSubprotocol();
      TestClient heir = SERVER.connectWithSubprotocol();
      String id = "hasty-" + IDS.incrementAndGet();
      hasty.send("execute", Map.of("command", "exec sleep 1000", "execution_id", id));
      Deadline.await("the request to be there")
          .until(() -> heir.request("execution.status", Map.of("execution_id", id)).has("result"));

      List<RemoteCommand> resumed = heir.resume(hasty.connected(), Map.of());

      assertThat(ids(resumed)).containsExactly(id);
      resumed.getFirst().control("KILL");
      resumed.getFirst().awaitCompleted();
    }
  }
}
