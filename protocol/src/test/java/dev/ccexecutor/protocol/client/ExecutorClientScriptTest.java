package dev.ccexecutor.protocol.client;

import static dev.ccexecutor.protocol.client.SessionScript.completed;
import static dev.ccexecutor.protocol.client.SessionScript.output;
import static dev.ccexecutor.protocol.client.SessionScript.say;
import static dev.ccexecutor.protocol.client.SessionScript.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import dev.ccexecutor.protocol.client.ClientException.Reason;
import dev.ccexecutor.protocol.execution.ExecuteParams;
import dev.ccexecutor.protocol.execution.ProcessGap;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the real server does seldom, or never: said by a scripted one, at the moment wanted. */
@Timeout(30)
class ExecutorClientScriptTest {

  private static final String CRC32C_OF_HELLO = "9a71bb4c";

  private final SessionScript script = new SessionScript();
  private final ScriptedServer server = new ScriptedServer(script);
  private final Words listener = new Words();
  private ExecutorClient client;

  /** Keeps what it is handed as text, and releases it. */
  private static final class Words implements ExecutionListener {
    final List<String> heard = new CopyOnWriteArrayList<>();

    @Override
    public void onOutput(OutputChunk chunk) {
      heard.add(new String(chunk.bytes(), StandardCharsets.US_ASCII));
      chunk.release();
    }

    @Override
    public void onGap(ProcessGap gap) {
      heard.add("gap " + gap.from() + "-" + gap.to());
    }

    @Override
    public void onReconnected() {
      heard.add("reconnected");
    }
  }

  @AfterEach
  void close() {
    if (client != null) {
      client.close();
    }
    server.close();
  }

  private RemoteExecution start() throws Exception {
    return start(ClientOptions.defaults());
  }

  private RemoteExecution start(ClientOptions options) throws Exception {
    client = get(ExecutorClient.connect(server.uri("/ws"), options));
    return get(client.execute(ExecuteParams.command("x").executionId("one").build(), listener));
  }

  private static <T> T get(CompletableFuture<T> future) throws Exception {
    return future.get(20, TimeUnit.SECONDS);
  }

  private static Reason reasonOf(CompletableFuture<?> future) {
    Throwable failure = catchThrowable(() -> get(future));
    assertThat(failure).isInstanceOf(ExecutionException.class);
    assertThat(failure.getCause()).isInstanceOf(ClientException.class);
    return ((ClientException) failure.getCause()).reason();
  }

  private void resumesAs(String state) {
    script.on(
        "session.resume",
        request -> request.result("{'executions':[" + status("one", state, 1) + "]}"));
  }

  @Test
  void shouldCompleteWhenTheChecksumHolds() throws Exception {
    RemoteExecution execution = start();
    output(script.newest, 0, "hello");
    say(script.newest, completed("one", "5", CRC32C_OF_HELLO));

    assertThat(get(execution.completion()).exitCode()).isZero();
    assertThat(listener.heard).containsExactly("hello");
  }

  @Test
  void shouldFailLoudlyWhenTheChecksumDiffers() throws Exception {
    RemoteExecution execution = start();
    output(script.newest, 0, "hellO");
    say(script.newest, completed("one", "5", CRC32C_OF_HELLO));

    assertThat(reasonOf(execution.completion())).isEqualTo(Reason.FAILED);
  }

  @Test
  void shouldFailLoudlyWhenTheEndIsMissing() throws Exception {
    RemoteExecution execution = start();
    output(script.newest, 0, "hello");
    say(script.newest, completed("one", "6", CRC32C_OF_HELLO));

    assertThat(reasonOf(execution.completion())).isEqualTo(Reason.FAILED);
  }

  @Test
  void shouldFailLoudlyWhenTheServerLeavesAHole() throws Exception {
    RemoteExecution execution = start();
    output(script.newest, 0, "hello");
    output(script.newest, 6, "world");

    assertThat(reasonOf(execution.completion())).isEqualTo(Reason.FAILED);
    assertThat(listener.heard).containsExactly("hello");
    await().until(() -> script.requests.contains("execution.detach"));
  }

  @Test
  void shouldFailLoudlyWhenTheServerRepeatsItself() throws Exception {
    RemoteExecution execution = start();
    output(script.newest, 0, "hello");
    output(script.newest, 4, "o");

    assertThat(reasonOf(execution.completion())).isEqualTo(Reason.FAILED);
  }

  @Test
  void shouldAskForWhatComesNextWhenTheConnectionIsLost() throws Exception {
    List<String> offsets = new CopyOnWriteArrayList<>();
    script.on(
        "session.resume",
        request -> {
          offsets.add(request.params().path("offsets").toString());
          request.result("{'executions':[" + status("one", "running", 1) + "]}");
          output(request.channel(), 2, "llo");
          say(request.channel(), completed("one", "5", CRC32C_OF_HELLO));
        });
    RemoteExecution execution = start();
    output(script.newest, 0, "he");
    await().until(() -> listener.heard.contains("he"));
    script.newest.close();

    assertThat(get(execution.completion()).exitCode()).isZero();
    assertThat(offsets).containsExactly("{\"one\":{\"stdout\":2,\"stderr\":0}}");
    assertThat(String.join("", listener.heard).replace("reconnected", "")).isEqualTo("hello");
  }

  @Test
  void shouldTellTheGapAndGoOnWhenTheNextByteIsNoLongerKept() throws Exception {
    script.on(
        "session.resume",
        request -> {
          if (request.params().path("offsets").path("one").path("stdout").asInt() == 2) {
            request.error(
                -32008,
                "{'kind':'output_expired','execution_id':'one','type':'stdout',"
                    + "'available_from':4}");
          } else {
            request.result("{'executions':[" + status("one", "running", 1) + "]}");
            output(request.channel(), 4, "o");
            say(request.channel(), completed("one", "5", CRC32C_OF_HELLO));
          }
        });
    RemoteExecution execution = start();
    output(script.newest, 0, "he");
    await().until(() -> listener.heard.contains("he"));
    script.newest.close();

    get(execution.completion());
    assertThat(listener.heard)
        .filteredOn(word -> !word.equals("reconnected"))
        .containsExactly("he", "gap 2-4", "o");
  }

  @Test
  void shouldTryTheNewestSessionFirstWhenItWasCutOffWhileResuming() throws Exception {
    script.on(
        "session.resume",
        request -> {
          String session = request.params().get("session_id").asString();
          if (request.connection() == 2) {
            request.cut();
          } else if (session.equals("s1")) {
            request.result("{'executions':[" + status("one", "running", 1) + "]}");
          } else {
            request.error(-32012, "{'kind':'session_not_found'}");
          }
        });
    start();
    script.newest.close();

    await().until(() -> listener.heard.contains("reconnected"));
    assertThat(script.requests)
        .filteredOn(request -> request.startsWith("session.resume"))
        .containsExactly("session.resume s1", "session.resume s2", "session.resume s1");
  }

  @Test
  void shouldAttachByIdWhenTheSessionIsUnknownAndItHasEnded() throws Exception {
    script.on("execution.status", request -> request.result(status("one", "completed", 1)));
    script.on(
        "execution.attach",
        request -> {
          request.result(status("one", "completed", 1));
          output(request.channel(), request.params().get("stdout").asLong(), "llo");
          say(request.channel(), completed("one", "5", CRC32C_OF_HELLO));
        });
    RemoteExecution execution = start();
    output(script.newest, 0, "he");
    await().until(() -> listener.heard.contains("he"));
    script.newest.close();

    assertThat(get(execution.completion()).exitCode()).isZero();
  }

  @Test
  void shouldNotTakeItBackWhenSomebodyElseHasIt() throws Exception {
    script.on("execution.status", request -> request.result(status("one", "running", 1)));
    RemoteExecution execution = start();
    script.newest.close();

    assertThat(reasonOf(execution.completion())).isEqualTo(Reason.TAKEN);
    assertThat(script.requests).doesNotContain("execution.attach");
  }

  @Test
  void shouldTellThatItIsLostWhenTheServerDoesNotKnowIt() throws Exception {
    script.on(
        "execution.status", request -> request.error(-32002, "{'kind':'execution_not_found'}"));
    RemoteExecution execution = start();
    script.newest.close();

    assertThat(reasonOf(execution.completion())).isEqualTo(Reason.LOST);
  }

  @Test
  void shouldStartOnceMoreWhenTheAnswerWasLost() throws Exception {
    script.on(
        "execute",
        request -> {
          if (request.connection() == 1) {
            request.cut();
          } else {
            SessionScript.started(request);
          }
        });

    assertThat(start().pid()).isEqualTo(7);
    assertThat(script.requests).filteredOn("execute"::equals).hasSize(2);
  }

  @Test
  void shouldNotSendTheSignalAgainWhenItsAnswerWasLost() throws Exception {
    resumesAs("running");
    script.on("control", SessionScript.Request::cut);
    RemoteExecution execution = start();

    assertThat(reasonOf(execution.signal("USR1"))).isEqualTo(Reason.UNCERTAIN);
    await().until(() -> listener.heard.contains("reconnected"));
    assertThat(script.requests).filteredOn("control"::equals).hasSize(1);
  }

  @Test
  void shouldPauseOnceMoreWhenTheAnswerWasLost() throws Exception {
    resumesAs("paused");
    script.on(
        "control",
        request -> {
          if (request.connection() == 1) {
            request.cut();
          } else {
            request.error(-32011, "{'kind':'wrong_state','state':'paused'}");
          }
        });
    RemoteExecution execution = start();

    assertThat(get(execution.pause()).status()).isEqualTo("paused");
  }

  @Test
  void shouldRefuseLikeTheServerWhenItIsPausedAndThatIsNoRepetition() throws Exception {
    script.on(
        "control", request -> request.error(-32011, "{'kind':'wrong_state','state':'paused'}"));
    RemoteExecution execution = start();

    assertThat(catchThrowable(() -> get(execution.pause())))
        .hasCauseInstanceOf(RemoteErrorException.class);
  }

  @Test
  void shouldEndLoudlyWhenTheSessionIsResumedElsewhere() throws Exception {
    RemoteExecution execution = start();
    script.newest.writeAndFlush(new CloseWebSocketFrame(4001, "resumed"));

    assertThat(reasonOf(client.closed())).isEqualTo(Reason.TAKEN);
    assertThat(reasonOf(execution.completion())).isEqualTo(Reason.TAKEN);
    assertThat(reasonOf(client.status("one"))).isIn(Reason.TAKEN, Reason.CLOSED);
    assertThat(script.connections()).isEqualTo(1);
  }

  @Test
  void shouldEndLoudlyWhenItsTokenDoesNotCountAnyMore() throws Exception {
    RemoteExecution execution = start();
    server.refusal = ScriptedServer.refusal(HttpResponseStatus.UNAUTHORIZED);
    script.newest.close();

    assertThat(reasonOf(execution.completion())).isEqualTo(Reason.UNAUTHORIZED);
    assertThat(reasonOf(client.closed())).isEqualTo(Reason.UNAUTHORIZED);
  }

  @Test
  void shouldGiveUpAtOnceWhenTheServerWantsToBeLeftAloneForLonger() throws Exception {
    RemoteExecution execution = start();
    server.refusal = ScriptedServer.refusal(HttpResponseStatus.TOO_MANY_REQUESTS);
    server.refusal.headers().set("Retry-After", "3600");
    script.newest.close();

    assertThat(reasonOf(execution.completion())).isEqualTo(Reason.LOST);
  }

  @Test
  void shouldGiveUpWhenThereIsNoServerForTooLong() throws Exception {
    RemoteExecution execution = start(ClientOptions.defaults().withReconnectMillis(200));
    server.close();

    assertThat(reasonOf(execution.completion())).isEqualTo(Reason.LOST);
    assertThat(reasonOf(client.closed())).isEqualTo(Reason.LOST);
  }

  @Test
  void shouldReconnectWhenTheServerFallsSilent() throws Exception {
    resumesAs("running");
    start(ClientOptions.defaults().withPingIntervalMillis(100));
    script.newest.config().setAutoRead(false); // So it does not see the ping.

    await().until(() -> listener.heard.contains("reconnected"));
    assertThat(script.connections()).isEqualTo(2);
  }

  @Test
  void shouldAskAgainWhenAQuestionWasNotAnswered() throws Exception {
    script.on(
        "execution.status",
        request -> {
          if (request.connection() == 1) {
            request.cut();
          } else {
            request.result(status("other", "running", 1));
          }
        });
    client = get(ExecutorClient.connect(server.uri("/ws"), ClientOptions.defaults()));

    assertThat(get(client.status("other")).executionId()).isEqualTo("other");
  }

  @Test
  void shouldFailOnlyThatExecutionWhenItsListenerFails() throws Exception {
    start();
    ExecutionListener failing =
        chunk -> {
          chunk.release();
          throw new IllegalStateException("on purpose");
        };
    script.on(
        "execute",
        request ->
            request.result(
                "{'status':'started','execution_id':'two','pid':8,'pgid':8,'channel':2}"));
    RemoteExecution second =
        get(client.execute(ExecuteParams.command("y").executionId("two").build(), failing));
    say(
        script.newest,
        "{'jsonrpc':'2.0','method':'process.output','params':{'execution_id':'two',"
            + "'type':'stdout','data':'x','offset':0,'bytes':1,'truncated':false}}");

    assertThat(reasonOf(second.completion())).isEqualTo(Reason.FAILED);
    output(script.newest, 0, "hello");
    await().until(() -> listener.heard.contains("hello"));
  }
}
