package dev.ccexecutor.stress;

import dev.ccexecutor.protocol.client.CcExecutorClient;
import dev.ccexecutor.protocol.client.ClientConnection;
import dev.ccexecutor.protocol.client.ClientOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Makes the pictures of the docs, where {@code -Dconsole.pictures=FOLDER} asks for them. */
@Timeout(180)
@EnabledIfSystemProperty(named = "console.pictures", matches = ".+")
class ConsolePicturesTest {

  @RegisterExtension static final Browser BROWSER = new Browser();

  @RegisterExtension static final ServerUnderTest SERVER = ServerUnderTest.plain();

  private static final String BUILD =
      "for i in $(seq 1 40); do echo \"[$i/40] compile module-$i\"; sleep 0.2; done";

  @Test
  void shouldShowTheConsole() throws Exception {
    Path folder = Files.createDirectories(Path.of(System.getProperty("console.pictures")));
    ClientConnection other =
        CcExecutorClient.connect(SERVER.uri(), ClientOptions.defaults()).join();
    start(other, "lint", "echo done", Map.of("task", "check"));
    start(other, "unit-tests", "exit 2", Map.of());
    start(other, "import", "yes | pv -qL 200000", Map.of("job", "42"));
    start(other, "watch-queue", "exec sleep 1000", Map.of());
    take("console-light.png", folder, false);
    take("console-dark.png", folder, true);
    other.close().join();
  }

  private static void start(
      ClientConnection client, String id, String command, Map<String, String> labels) {
    Map<String, Object> params =
        Map.of("execution_id", id, "command", command, "labels", labels, "output", "none");
    client.request("execute", params).join();
  }

  private static void take(String name, Path folder, boolean dark) {
    ConsolePage page =
        ConsolePage.connect(BROWSER, SERVER.uri(), "dark", dark, "width", 1200, "height", 720);
    if (dark) {
      page.start("shell", "PS1='$ ' exec bash --norc --noprofile -i", "pty");
      page.type("ls -l --color /usr; stty size\n");
      page.awaitOutput("share");
    } else {
      page.start(
          "build", BUILD + "; echo 'warning: 3 deprecated calls' >&2; exec sleep 60", "none");
      page.awaitOutput("warning: 3");
    }
    page.until("document.querySelectorAll('.chart .line')[0].getAttribute('d').length > 80");
    page.screenshot(folder.resolve(name));
    page.control("Kill");
    page.awaitState("killed");
  }
}
