package dev.ccexecutor.server.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccexecutor.server.testkit.Received;
import dev.ccexecutor.server.testkit.RemoteCommand;
import dev.ccexecutor.server.testkit.RunningTestServer;
import dev.ccexecutor.server.testkit.TestClient;
import dev.ccexecutor.server.testkit.WebSocketFrames;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Timeout(60)
class RequestRateTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final int LIMITED = -32005;

  @RegisterExtension
  static final RunningTestServer SERVER =
      RunningTestServer.withSettings("max-requests-per-second", "500", "request-burst", "5");

  @Test
  void shouldLoseNothingWhenClientSendsFasterThanItMay() throws Exception {
    TestClient client = SERVER.connect();
    List<Integer> ids = new ArrayList<>();
    for (int number = 0; number < 1000; number++) {
      ids.add(client.send("ping", Map.of()));
    }

    for (int id : ids) {
      assertThat(client.awaitAnswer(id).has("result")).isTrue();
    }
  }

  @Test
  void shouldServeOthersWhenOneSendsFasterThanItMay() throws Exception {
    TestClient greedy = SERVER.connect();
    TestClient modest = SERVER.connect();
    int last = sendAtOnce(greedy, List.of(), 1000);

    modest.run("true");
    modest.assertAlive();

    assertThat(greedy.awaitAnswer(last).has("result")).isTrue();
  }

  @Test
  void shouldEndTheSessionWhenClientGoesWhileItIsNotRead() throws Exception {
    TestClient greedy = SERVER.connect();
    RemoteCommand command = greedy.execute("exec sleep 1000");
    sendAtOnce(greedy, List.of(), 1000);
    greedy.close();

    command.process().awaitEnd();
  }

  @Test
  void shouldRefuseWithATimeWhenRequestsWouldWaitTooLong() throws Exception {
    try (RunningTestServer slow =
        RunningTestServer.start("max-requests-per-second", "1", "request-burst", "5")) {
      TestClient client = slow.connect();
      RemoteCommand command = client.execute("exec sleep 1000");
      int cancel = client.nextId();
      Map<String, Object> params = Map.of("type", "KILL", "execution_id", command.id());
      int last =
          sendAtOnce(client, List.of(TestClient.requestMessage(cancel, "control", params)), 30);

      JsonNode refused = client.awaitAnswer(last - 1).get("error");
      assertThat(refused.get("code").asInt()).isEqualTo(LIMITED);
      assertThat(refused.get("data").get("scope").asString()).isEqualTo("requests_per_second");
      assertThat(refused.get("data").get("retry_after").asDouble()).isBetween(1.0, 5.1);
      assertThat(client.awaitAnswer(cancel).get("result").get("status").asString())
          .isEqualTo("killed");
      command.awaitCompleted();
    }
  }

  /**
   * All of the burst would be used up by a thirtieth of the pongs if they counted like messages.
   */
  @Test
  void shouldHearAControlWhenAFloodOfPongsIsAheadOfIt() throws Exception {
    try (RunningTestServer slow =
        RunningTestServer.start("max-requests-per-second", "1", "request-burst", "1000")) {
      TestClient client = slow.connect();
      RemoteCommand command = client.execute("exec sleep 1000");
      ByteArrayOutputStream pongs = new ByteArrayOutputStream();
      byte[] pong = WebSocketFrames.whole(WebSocketFrames.PONG, new byte[0]);
      for (int number = 0; number < 30_000; number++) {
        pongs.writeBytes(pong);
      }
      client.connection().send(pongs.toByteArray());

      assertThat(client.request("ping", Map.of()).has("result")).isTrue();
      assertThat(command.control("CANCEL").get("status").asString()).isEqualTo("canceled");
      command.awaitCompleted();
    }
  }

  @Test
  void shouldCloseTheConnectionWhenTooManyMessagesMakeNoSense() throws Exception {
    try (RunningTestServer server = RunningTestServer.start()) {
      TestClient client = server.connect();
      RemoteCommand command = client.execute("exec sleep 1000");
      ByteArrayOutputStream empty = new ByteArrayOutputStream();
      byte[] one = WebSocketFrames.whole(WebSocketFrames.TEXT, new byte[0]);
      for (int number = 0; number < 40_000; number++) {
        empty.writeBytes(one);
      }
      client.connection().sendIgnoringFailure(empty.toByteArray());

      Received.Close close = client.awaitClose();

      assertThat(close.code()).isEqualTo(1008);
      assertThat(close.reason()).isEqualTo("too many messages make no sense");
      command.process().awaitEnd();
    }
  }

  /**
   * Pings, and the others behind them, in one write.
   *
   * @return the id of the last
   */
  private static int sendAtOnce(TestClient client, List<Map<String, Object>> others, int pings) {
    ByteArrayOutputStream frames = new ByteArrayOutputStream();
    int id = 0;
    for (int number = 0; number < pings; number++) {
      id = client.nextId();
      frames.writeBytes(frame(TestClient.requestMessage(id, "ping", Map.of())));
    }
    others.forEach(other -> frames.writeBytes(frame(other)));
    client.connection().send(frames.toByteArray());
    return id;
  }

  private static byte[] frame(Map<String, Object> message) {
    return WebSocketFrames.whole(WebSocketFrames.TEXT, JSON.writeValueAsBytes(message));
  }
}
