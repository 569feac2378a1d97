package dev.ccexecutor.server.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccexecutor.server.testkit.RemoteCommand;
import dev.ccexecutor.server.testkit.RunningTestServer;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Commands on a server whose operator has set ceilings. */
@Timeout(60)
class ResourceCeilingsTest {
  @RegisterExtension
  static final RunningTestServer SERVER =
      RunningTestServer.withSettings(
          "max-cpu-seconds", "50",
          "max-address-space-bytes", "1G",
          "max-open-files", "128",
          "max-processes", "50000",
          "min-nice", "2",
          "child-oom-score-adj", "400");

  @Test
  void shouldKeepEveryCommandBelowTheCeilingsWhenNothingIsAskedFor() throws Exception {
    RemoteCommand command =
        SERVER.connect().run("ulimit -t; ulimit -Ht; ulimit -v; ulimit -Hn; nice");

    assertThat(command.stdout().lines()).containsExactly("50", "51", "1048576", "128", "2");
  }

  @ParameterizedTest
  @CsvSource({
    "cpu_s, 51, 50",
    "address_space_bytes, 1073741825, 1073741824",
    "open_files, 129, 128",
    "processes, 50001, 50000",
    "nice, 1, 2",
    "oom_score_adj, -1000, ''"
  })
  void shouldRefuseWhatIsBeyondACeilingAndNameBoth(String name, long asked, String ceiling)
      throws Exception {
    JsonNode error = SERVER.connect().callFailing("execute", params("true", Map.of(name, asked)));

    assertThat(error.get("code").asInt()).isEqualTo(-32602);
    assertThat(error.get("data").get("field").asString()).isEqualTo("limits." + name);
    assertThat(error.get("message").asString()).contains(ceiling + " on this server");
  }

  @Test
  void shouldTakeWhatIsExactlyACeiling() throws Exception {
    RemoteCommand command =
        SERVER
            .connect()
            .run(params("ulimit -n; nice", Map.of("open_files", 128, "nice", 2, "cpu_s", 50)));

    assertThat(command.stdout().lines()).containsExactly("128", "2");
  }

  private static Map<String, Object> params(String command, Map<String, ?> limits) {
    return Map.of("command", command, "limits", limits);
  }
}
