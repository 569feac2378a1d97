package dev.ccexecutor.server.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ccexecutor.server.testkit.Deadline;
import dev.ccexecutor.server.testkit.RemoteCommand;
import dev.ccexecutor.server.testkit.RunningTestServer;
import dev.ccexecutor.server.testkit.TestClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** The parameter {@code limits}, where the operator has set no ceilings. */
@Timeout(60)
class RequestedLimitsTest {
  private static final int MOST_OOM_SCORE_ADJ = 1000;

  @RegisterExtension static final RunningTestServer SERVER = RunningTestServer.withSettings();

  private TestClient client;

  @BeforeEach
  void connect() throws Exception {
    client = SERVER.connect();
  }

  @Test
  void shouldNameTheCapability() throws Exception {
    JsonNode connected = SERVER.connectSilently("/ws").awaitNotification("connected");

    assertThat(connected.get("capabilities").valueStream().map(JsonNode::asString))
        .contains("limits");
  }

  @Test
  void shouldStartTheWholeTreeUnderTheLimitsThatAreAskedFor() {
    RemoteCommand command =
        client.run(
            params(
                "sh -c 'ulimit -t; ulimit -v; ulimit -n; nice; cat /proc/self/oom_score_adj'",
                Map.of(
                    "cpu_s", 30,
                    "address_space_bytes", 1 << 30,
                    "open_files", 99,
                    "processes", 90_000,
                    "nice", 4,
                    "oom_score_adj", 900)));

    assertThat(command.stdout().lines()).containsExactly("30", "1048576", "99", "4", "900");
  }

  @Test
  void shouldEndByXcpuWhenTheProcessorTimeIsUsedUp() {
    RemoteCommand command = client.run(params("while :; do :; done", Map.of("cpu_s", 1)));

    JsonNode completed = command.awaitCompleted();
    assertThat(completed.get("signal").asString()).isEqualTo("XCPU");
    assertThat(completed.get("reason").asString()).isEqualTo("signal");
    assertThat(completed.get("status").asString()).isEqualTo("failed");
  }

  @Test
  void shouldEndByKillWhenXcpuIsIgnored() {
    RemoteCommand command =
        client.run(params("trap '' XCPU; while :; do :; done", Map.of("cpu_s", 1)));

    assertThat(command.awaitCompleted().get("signal").asString()).isEqualTo("KILL");
  }

  @Test
  void shouldLetAllocationFailWhenTheAddressSpaceIsSmall() {
    String allocate = "x=$(head -c 400000000 /dev/zero | tr '\\0' a); echo ${#x}";

    RemoteCommand limited = client.run(params(allocate, Map.of("address_space_bytes", 100 << 20)));

    assertThat(limited.stdout()).doesNotContain("400000000");
    assertThat(limited.awaitCompleted().get("status").asString()).isEqualTo("failed");
  }

  @Test
  void shouldEndAtOnceWhenTheProgramDoesNotFitIntoItsAddressSpace() {
    RemoteCommand command =
        client.run(
            Map.of("argv", List.of("true"), "limits", Map.of("address_space_bytes", 1 << 20)));

    assertThat(command.awaitCompleted().get("status").asString()).isEqualTo("failed");
  }

  @Test
  void shouldRankEveryCommandAboveTheServerWhenNothingIsAskedFor() throws Exception {
    int own = oomScoreAdj("self");
    int expected = Math.min(MOST_OOM_SCORE_ADJ, own + 300);

    RemoteCommand command = client.execute("sleep 60 & echo $!; wait");
    int grandchild = command.awaitPidLine().pid();

    Deadline.await("both processes to be ranked")
        .until(
            () ->
                oomScoreAdj("" + command.pid()) == expected
                    && oomScoreAdj("" + grandchild) == expected);
    assertThat(oomScoreAdj("self")).isEqualTo(own);
    command.control("KILL");
    command.awaitCompleted();
  }

  @ParameterizedTest
  @CsvSource({"cpu_s, 0", "open_files, 15", "nice, 20", "oom_score_adj, 1001", "processes, 0"})
  void shouldRefuseWhatIsNoLimitAtAll(String name, long asked) {
    JsonNode error = client.callFailing("execute", params("true", Map.of(name, asked)));

    assertThat(error.get("data").get("field").asString()).isEqualTo("limits." + name);
  }

  @Test
  void shouldTellWhatIsWrongWithTheProgramWhenThereAreLimitsToo() {
    JsonNode error =
        client.callFailing(
            "execute", Map.of("argv", List.of("no-such-program"), "limits", Map.of("cpu_s", 5)));

    assertThat(error.get("code").asInt()).isEqualTo(-32006);
    assertThat(error.get("data").get("errno").asString()).isEqualTo("ENOENT");
    assertThat(error.get("data").get("path").asString()).isEqualTo("no-such-program");
  }

  @Test
  void shouldConflictWhenTheSameIdIsAskedForWithOtherLimits() {
    RemoteCommand command = client.execute(params("sleep 60", Map.of("nice", 3)));

    JsonNode error =
        client.callFailing(
            "execute",
            Map.of(
                "command", "sleep 60", "execution_id", command.id(), "limits", Map.of("nice", 4)));

    assertThat(error.get("code").asInt()).isEqualTo(-32009);
    command.control("KILL");
    command.awaitCompleted();
  }

  /** A user of its own, whom no other process of this machine counts for. */
  @Test
  void shouldLetForksFailWhenTheUserHasAsManyProcessesAsMayBe() {
    assumeTrue(
        "root".equals(System.getProperty("user.name"))
            && Files.isExecutable(Path.of("/usr/bin/setpriv")),
        "needs root, and setpriv to become another user");
    String script = "for i in 1 2 3 4 5 6; do sleep 60 & done; echo all";

    RemoteCommand command =
        client.run(
            Map.of(
                "argv",
                List.of(
                    "/usr/bin/setpriv",
                    "--reuid=54321",
                    "--clear-groups",
                    "--inh-caps=-all",
                    "sh",
                    "-c",
                    script),
                "limits",
                Map.of("processes", 3),
                "drain_timeout",
                0));

    assertThat(command.stdout()).doesNotContain("all");
    assertThat(command.stderr()).containsIgnoringCase("fork");
  }

  private static Map<String, Object> params(String command, Map<String, ?> limits) {
    return Map.of("command", command, "limits", limits);
  }

  private static int oomScoreAdj(String process) throws Exception {
    return Integer.parseInt(
        Files.readString(Path.of("/proc/" + process + "/oom_score_adj")).trim());
  }
}
