package dev.ccexecutor.server.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ccexecutor.protocol.jsonrpc.Json;
import dev.ccexecutor.server.testkit.RunningTestServer;
import dev.ccexecutor.server.testkit.TestClient;
import java.io.File;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A Python program that was written for the old server, and knows nothing of this one. */
@Timeout(60)
class OldPythonClientTest {
  private static final long SECONDS = 50;

  @RegisterExtension static final RunningTestServer SERVER = RunningTestServer.withSettings();

  @TempDir private Path directory;

  @BeforeAll
  static void requirePython() {
    assumeTrue(
        Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
            .anyMatch(entry -> Files.isExecutable(Path.of(entry, "python3"))),
        "there is no python3 to run a client of the old server with");
  }

  private JsonNode play(String scenario, RunningTestServer server) throws Exception {
    Path program = directory.resolve("old_client.py");
    try (InputStream resource = getClass().getResourceAsStream("/old-client/old_client.py")) {
      Files.copy(resource, program);
    }
    Path errors = directory.resolve("errors");
    Process python =
        new ProcessBuilder(
                "python3", "-B", program.toString(), scenario, String.valueOf(server.port()))
            .redirectError(errors.toFile())
            .start();
    try {
      String output = new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(python.waitFor(SECONDS, TimeUnit.SECONDS)).isTrue();
      assertThat(python.exitValue()).as(Files.readString(errors)).isZero();
      return Json.MAPPER.readTree(output);
    } finally {
      python.destroyForcibly();
    }
  }

  @Test
  void shouldGetOutputAndExitCodeWhenItRunsCommands() throws Exception {
    JsonNode played = play("run", SERVER);

    assertThat(played.get("first"))
        .isEqualTo(TestClient.json("{'output':'hello\\n','exit_code':3}"));
    assertThat(played.get("second"))
        .isEqualTo(TestClient.json("{'output':'ä €\\n','exit_code':0}"));
    assertThat(played.get("long_line").asInt()).isEqualTo(300_001);
    assertThat(played.get("much").asInt()).isEqualTo(2_688_895);
    assertThat(played.get("signal").get("exit_code").asInt()).isEqualTo(128 + 9);
    assertThat(played.get("unbuffered").asString()).isEqualTo("1\n");
  }

  @Test
  void shouldRunTheCommandWhenItsTimeoutIsOneThatWasTaken() throws Exception {
    JsonNode played = play("timeouts", SERVER);

    JsonNode ran = TestClient.json("{'output':'ok\\n','exit_code':0}");
    for (String taken : new String[] {"60", "'5'", "' 30 '", "0", "-1", "'-1'", "None", "1.5"}) {
      assertThat(played.get(taken)).as(taken).isEqualTo(ran);
    }
    assertThat(played.get("'soon'").get("code").asInt()).isEqualTo(-32602);
  }

  @Test
  void shouldControlItsProcessWhenItNamesNone() throws Exception {
    assertThat(play("control", SERVER))
        .isEqualTo(
            TestClient.json(
                "{'PAUSE':'paused','RESUME':'resumed','pause':-32602,'CANCEL':'canceled',"
                    + "'after':'No process is running'}"));
  }

  @Test
  void shouldAnswerWhenItAsksForWhatIsUnusual() throws Exception {
    assertThat(play("unusual", SERVER))
        .isEqualTo(
            TestClient.json(
                "{'hooks':['config_path','enabled','hooks_configured','parallel','timeout'],"
                    + "'unknown':[-32601,'Unknown method: reload'],"
                    + "'empty':'command: must not be empty',"
                    + "'true_as_id':[null,-32600],'without_id':'process.started'}"));
  }

  @Test
  void shouldBeToldWhenThereAreTooManySessions() throws Exception {
    try (RunningTestServer server = RunningTestServer.start("max-sessions", "1")) {
      assertThat(play("sessions", server))
          .isEqualTo(
              TestClient.json(
                  "{'code':-32003,'message':'Session limit exceeded','close':1008,'held':101}"));
    }
  }

  @Test
  void shouldFindItsFiguresWhenItLooksAtHealth() throws Exception {
    assertThat(play("health", SERVER))
        .isEqualTo(
            TestClient.json(
                "{'health':['active_sessions','max_sessions','service','status',"
                    + "'uptime_seconds','version'],'healthz':{'status':'ok'}}"));
  }
}
