package dev.ccexecutor.server.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccexecutor.server.testkit.RunningTestServer;
import dev.ccexecutor.server.testkit.TestClient;
import dev.ccexecutor.server.testkit.Unprivileged;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** Only some programs are allowed, and they are another user's. */
@Timeout(60)
@EnabledIf(
    value = "dev.ccexecutor.server.testkit.Unprivileged#canBeBecome",
    disabledReason = "this process is not root, or has no setpriv")
class RunAsPolicyTest {
  @TempDir private Path directory;

  @Test
  void shouldRunTheAllowedFileAndNoneOfItsNameWhenItIsAnotherUsers() throws Exception {
    Unprivileged.open(directory);
    Path impostor = Files.writeString(directory.resolve("id"), "#!/bin/sh\necho impostor\n");
    Files.setPosixFilePermissions(impostor, PosixFilePermissions.fromString("rwxr-xr-x"));
    try (RunningTestServer server =
        RunningTestServer.start("run-as", Unprivileged.USER, "allow", "id")) {
      TestClient client = server.connect();

      for (Map<String, Object> params :
          List.<Map<String, Object>>of(
              Map.of("argv", List.of("id", "-un")), Map.of("command", "id -un"))) {
        assertThat(client.run(params).stdout()).isEqualTo(Unprivileged.USER + "\n");
      }
      Map<String, Object> led =
          Map.of("argv", List.of("id", "-un"), "env", Map.of("PATH", directory.toString()));
      assertThat(client.request("execute", led).toString()).doesNotContain("impostor");
      assertThat(client.inbox().all().toString()).doesNotContain("impostor");
    }
  }
}
