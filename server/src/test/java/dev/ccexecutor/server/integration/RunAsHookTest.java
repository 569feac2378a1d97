package dev.ccexecutor.server.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccexecutor.server.testkit.HookScript;
import dev.ccexecutor.server.testkit.RemoteCommand;
import dev.ccexecutor.server.testkit.RunningTestServer;
import dev.ccexecutor.server.testkit.Unprivileged;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** Hooks of a server whose commands are somebody else's. */
@Timeout(60)
@EnabledIf(
    value = "dev.ccexecutor.server.testkit.Unprivileged#canBeBecome",
    disabledReason = "this process is not root, or has no setpriv")
class RunAsHookTest {
  @TempDir private Path directory;

  @Test
  void shouldRunAsTheServersUserWhenCommandsDoNot() throws Exception {
    Path seen = directory.resolve("seen");
    String line = "id -un >> " + seen + "; echo $HOME >> " + seen;
    String hook = HookScript.write(directory, "hook", "cat > /dev/null", line);
    try (RunningTestServer server =
        RunningTestServer.start(
            "run-as", Unprivileged.USER, "pre-execute", hook, "post-execute", hook)) {
      RemoteCommand command = server.connect().run("id -un");

      assertThat(command.stdout().strip()).isEqualTo(Unprivileged.USER);
    }
    String home = System.getenv("HOME");
    assertThat(Files.readAllLines(seen)).containsExactly("root", home, "root", home);
  }
}
