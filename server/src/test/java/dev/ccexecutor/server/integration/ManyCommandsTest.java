package dev.ccexecutor.server.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccexecutor.server.testkit.ProcessSnapshot;
import dev.ccexecutor.server.testkit.RemoteCommand;
import dev.ccexecutor.server.testkit.RunningTestServer;
import dev.ccexecutor.server.testkit.TestClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

@Timeout(60)
class ManyCommandsTest {
  @RegisterExtension static final RunningTestServer SERVER = RunningTestServer.withSettings();

  private TestClient client;

  @BeforeEach
  void connect() throws Exception {
    client = SERVER.connect();
  }

  @Test
  void shouldDeliverEveryByteWhenCommandsFollowOneAnother() throws Exception {
    for (int i = 0; i < 300; i++) {
      try (TestClient one = TestClient.connect(SERVER.port(), "/ws")) {
        RemoteCommand command = one.run("echo " + i);
        assertThat(command.stdout()).isEqualTo(i + "\n");
        command.assertOutputMatchesEnd();
      }
    }
  }

  @Test
  void shouldDeliverEveryByteWhenThousandCommandsRunSideBySide() {
    List<Integer> requests = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      requests.add(client.send("execute", Map.of("argv", List.of("echo", "number " + i))));
    }

    for (int i = 0; i < requests.size(); i++) {
      RemoteCommand command =
          RemoteCommand.started(client, client.awaitAnswer(requests.get(i)).get("result"));
      assertThat(command.awaitCompleted().get("exit_code").asInt()).isZero();
      assertThat(command.stdout()).isEqualTo("number " + i + "\n");
    }
  }

  @Test
  void shouldLeaveNothingBehindWhenManyCommandsHaveRun() throws Exception {
    client.run("echo first");
    SERVER.awaitIdle();
    ProcessSnapshot before = ProcessSnapshot.take();

    List<Integer> requests = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      String command =
          switch (i % 4) {
            case 0 -> "echo " + i;
            case 1 -> "sleep 1000 & exit 0";
            case 2 -> "setsid sleep 1000 & echo $!; kill -9 $$";
            default -> "/no/such/program";
          };
      requests.add(client.send("execute", Map.of("command", command, "drain_timeout", 0.05)));
    }
    requests.forEach(client::awaitAnswer);
    SERVER.awaitIdle();

    before.awaitReturn();
  }
}
