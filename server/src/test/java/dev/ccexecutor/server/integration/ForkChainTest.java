package dev.ccexecutor.server.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccexecutor.server.testkit.RemoteCommand;
import dev.ccexecutor.server.testkit.RunningTestServer;
import dev.ccexecutor.server.testkit.TestClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * Programs that start themselves anew and end, again and again, so that no look catches them at
 * rest.
 */
@Timeout(60)
class ForkChainTest {
  private static final int LONGEST_LIFE_SECONDS = 12;

  @RegisterExtension static final RunningTestServer SERVER = RunningTestServer.withSettings();

  @TempDir private Path directory;

  @Test
  void shouldEndAChainOfForksWhenItStaysInItsGroup() throws Exception {
    Path chain = script("");

    JsonNode completed = runToItsEnd(chain);

    assertThat(completed.get("tree_empty").asBoolean()).isTrue();
    assertThat(processesOf(chain)).isEmpty();
  }

  /**
   * Such a one can outrun a signal for a while; but it must not be said to be gone while it is not.
   */
  @Test
  void shouldNotCallTheTreeEmptyWhenAChainOfForksInSessionsOfItsOwnGoesOn() throws Exception {
    Path chain = script("setsid ");

    JsonNode completed = runToItsEnd(chain);

    assertThat(completed.get("tree_empty").asBoolean()).isEqualTo(processesOf(chain).isEmpty());
  }

  private static JsonNode runToItsEnd(Path chain) throws Exception {
    TestClient client = SERVER.connect();
    long end = System.currentTimeMillis() / 1000 + LONGEST_LIFE_SECONDS;

    RemoteCommand command =
        client.execute(
            Map.of(
                "argv", List.of(chain.toString(), Long.toString(end)),
                "grace", 0.2,
                "drain_timeout", 0.1));
    return command.awaitCompleted();
  }

  private Path script(String launcher) throws Exception {
    Path script = directory.resolve("chain.sh");
    Files.writeString(
        script,
        """
        #!/bin/sh
        trap '' TERM
        [ "$(date +%%s)" -lt "$1" ] || exit 0
        %s"$0" "$1" </dev/null >/dev/null 2>&1 &
        exit 0
        """
            .formatted(launcher));
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    return script;
  }

  private static List<Long> processesOf(Path script) {
    return ProcessHandle.allProcesses()
        .filter(process -> process.info().commandLine().orElse("").contains(script.toString()))
        .map(ProcessHandle::pid)
        .toList();
  }
}
