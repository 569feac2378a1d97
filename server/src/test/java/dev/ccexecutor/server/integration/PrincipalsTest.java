package dev.ccexecutor.server.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ccexecutor.protocol.jsonrpc.Json;
import dev.ccexecutor.server.testkit.Deadline;
import dev.ccexecutor.server.testkit.PrivateFiles;
import dev.ccexecutor.server.testkit.RemoteCommand;
import dev.ccexecutor.server.testkit.RunningTestServer;
import dev.ccexecutor.server.testkit.TestClient;
import dev.ccexecutor.server.testkit.UpgradeRefusedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Clients with several tokens, who are to know nothing of each other's executions. */
@Timeout(60)
class PrincipalsTest {
  private static final String RED = "red-token-0123456789";
  private static final String BLUE = "blue-token-0123456789";
  private static final Map<String, Object> CAT =
      Map.of("command", "cat", "stdin", "pipe", "execution_id", "reds");

  @TempDir private Path directory;

  private RunningTestServer start(String... settings) throws Exception {
    Path file =
        PrivateFiles.write(directory.resolve("tokens"), "red:" + RED + "\nblue:" + BLUE + "\n");
    RunningTestServer server =
        RunningTestServer.withSettings(settings).with("token-file", file.toString());
    return server.with("data-dir", directory.resolve("data").toString()).started();
  }

  private static TestClient connect(RunningTestServer server, String token) throws Exception {
    return server.connect("Authorization: Bearer " + token, TestClient.OFFER_OF_V1);
  }

  private static String kindOf(TestClient client, String method, Map<String, ?> params) {
    return client.callFailing(method, params).get("data").get("kind").asString();
  }

  private static List<String> list(TestClient client) {
    return client
        .call("execution.list", Map.of())
        .get("executions")
        .valueStream()
        .map(one -> one.get("execution_id").asString())
        .toList();
  }

  @Test
  void shouldBeUnknownToOthersWhateverTheyAskFor() throws Exception {
    try (RunningTestServer server = start()) {
      TestClient red = connect(server, RED);
      TestClient blue = connect(server, BLUE);
      RemoteCommand cat = red.execute(CAT);
      Map<String, Object> id = Map.of("execution_id", "reds");

      assertThat(kindOf(blue, "execution.status", id)).isEqualTo("execution_not_found");
      assertThat(kindOf(blue, "execution.attach", id)).isEqualTo("execution_not_found");
      assertThat(kindOf(blue, "execution.detach", id)).isEqualTo("execution_not_found");
      assertThat(kindOf(blue, "stdin.close", id)).isEqualTo("execution_not_found");
      assertThat(kindOf(blue, "stdin.write", Map.of("execution_id", "reds", "data", "x")))
          .isEqualTo("execution_not_found");
      assertThat(kindOf(blue, "control", Map.of("execution_id", "reds", "type", "KILL")))
          .isEqualTo("execution_not_found");
      assertThat(kindOf(blue, "execute", CAT)).isEqualTo("execution_conflict");
      assertThat(list(blue)).isEmpty();
      assertThat(list(red)).containsExactly("reds");
      assertThat(cat.status().get("state").asString()).isEqualTo("running");
    }
  }

  @Test
  void shouldBeReachedByEachConnectionOfItsPrincipal() throws Exception {
    try (RunningTestServer server = start()) {
      connect(server, RED).execute(CAT);
      TestClient other = connect(server, RED);

      RemoteCommand cat = other.attach("reds");
      other.call("control", Map.of("execution_id", "reds", "type", "KILL"));

      assertThat(cat.awaitCompleted().get("reason").asString()).isEqualTo("killed");
    }
  }

  @Test
  void shouldNotBeResumedByAnotherPrincipalThatHasTheToken() throws Exception {
    try (RunningTestServer server = start()) {
      TestClient red = connect(server, RED);
      JsonNode connected = red.connected();
      red.execute(CAT);
      server.forget(red);

      assertThat(
              kindOf(
                  connect(server, BLUE),
                  "session.resume",
                  TestClient.resumeParams(connected, Map.of())))
          .isEqualTo("session_not_found");
      assertThat(connect(server, RED).resume(connected, Map.of())).hasSize(1);
    }
  }

  @Test
  void shouldStillBeUnknownToOthersWhenTheServerHasStartedAgain() throws Exception {
    try (RunningTestServer server = start()) {
      connect(server, RED)
          .run(Map.of("command", "echo", "execution_id", "reds", "spool", "all"))
          .awaitCompleted();
    }
    try (RunningTestServer server = start()) {
      assertThat(list(connect(server, BLUE))).isEmpty();
      assertThat(list(connect(server, RED))).containsExactly("reds");
    }
  }

  @Test
  void shouldStandInTheAuditLogWithWhoWasNotLetIn() throws Exception {
    Path audit = directory.resolve("audit.jsonl");
    try (RunningTestServer server = start("audit-file", audit.toString())) {
      assertThatThrownBy(() -> connect(server, "no-token-0123456789"))
          .isInstanceOf(UpgradeRefusedException.class);
      connect(server, RED).run(Map.of("command", "true"));

      Deadline.await("the lines").until(() -> lines(audit, "execution_ended").size() == 1);
      assertThat(lines(audit, "execution_started").getFirst().get("principal").asString())
          .isEqualTo("red");
      JsonNode refused = lines(audit, "connection_refused").getFirst();
      assertThat(refused.get("status").asInt()).isEqualTo(401);
      assertThat(refused.get("count").asInt()).isEqualTo(1);
      assertThat(refused.get("peer").asString()).startsWith("127.0.0.1:");
      assertThat(Files.readString(audit)).doesNotContain("-token-");
    }
  }

  @Test
  void shouldStandInTheAuditLogWhoActedOnAnothersExecution() throws Exception {
    Path audit = directory.resolve("audit.jsonl");
    try (RunningTestServer server = start("audit-file", audit.toString())) {
      TestClient first = connect(server, RED);
      first.execute(CAT);
      TestClient second = connect(server, RED);
      String session = second.connected().get("session_id").asString();

      RemoteCommand cat = second.attach("reds");
      second.call("control", Map.of("execution_id", "reds", "type", "SIGNAL", "signal", "USR1"));
      cat.awaitCompleted();

      Deadline.await("the end").until(() -> lines(audit, "execution_ended").size() == 1);
      JsonNode attached = lines(audit, "execution_attached").getFirst();
      assertThat(attached.get("session_id").asString()).isEqualTo(session);
      assertThat(attached.get("mode").asString()).isEqualTo("take");
      JsonNode controlled = lines(audit, "execution_controlled").getFirst();
      assertThat(controlled.get("session_id").asString()).isEqualTo(session);
      assertThat(controlled.get("type").asString()).isEqualTo("SIGNAL");
      assertThat(controlled.get("signal").asString()).isEqualTo("USR1");
      assertThat(controlled.get("execution_id").asString()).isEqualTo("reds");
    }
  }

  private static List<JsonNode> lines(Path audit, String event) throws Exception {
    return Files.readAllLines(audit).stream()
        .map(Json.MAPPER::readTree)
        .filter(line -> line.get("event").asString().equals(event))
        .toList();
  }
}
