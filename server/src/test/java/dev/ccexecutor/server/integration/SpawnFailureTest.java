package dev.ccexecutor.server.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccexecutor.server.testkit.RunningTestServer;
import dev.ccexecutor.server.testkit.TestClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

@Timeout(60)
class SpawnFailureTest {
  @RegisterExtension static final RunningTestServer SERVER = RunningTestServer.withSettings();

  @TempDir Path directory;

  private TestClient client;

  @BeforeEach
  void connect() throws Exception {
    client = SERVER.connect();
  }

  private void assertFails(Map<String, ?> params, String errno, String path) {
    JsonNode error = client.callFailing("execute", params);

    assertThat(error.get("code").asInt()).isEqualTo(-32006);
    JsonNode data = error.get("data");
    assertThat(data.get("kind").asString()).isEqualTo("spawn_failed");
    assertThat(data.get("errno").asString()).isEqualTo(errno);
    assertThat(data.get("path").asString()).isEqualTo(path);
    client.assertAlive();
    assertThat(client.inbox().all()).noneMatch(one -> one.toString().contains("process."));
  }

  private Path file(String name, String content, String permissions) throws Exception {
    Path file = Files.writeString(directory.resolve(name), content);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
  }

  @Test
  void shouldTellEnoentWhenProgramIsMissing() {
    assertFails(Map.of("argv", List.of("/no/such/program")), "ENOENT", "/no/such/program");
    assertFails(Map.of("argv", List.of("no-such-program")), "ENOENT", "no-such-program");
  }

  @Test
  void shouldTellEaccesWhenFileIsNotExecutable() throws Exception {
    Path file = file("data", "x", "rw-r--r--");

    assertFails(Map.of("argv", List.of(file.toString())), "EACCES", file.toString());
  }

  @Test
  void shouldTellEaccesWhenProgramIsDirectory() {
    assertFails(Map.of("argv", List.of(directory.toString())), "EACCES", directory.toString());
  }

  @Test
  void shouldTellEnoexecWhenFileIsNoProgram() throws Exception {
    Path file = file("noformat", "echo not run by any shell\n", "rwxr-xr-x");

    assertFails(Map.of("argv", List.of(file.toString())), "ENOEXEC", file.toString());
  }

  @Test
  void shouldTellEnoentWhenInterpreterIsMissing() throws Exception {
    Path file = file("script", "#!/no/such/interpreter\n", "rwxr-xr-x");

    assertFails(Map.of("argv", List.of(file.toString())), "ENOENT", file.toString());
  }

  @Test
  void shouldTellEnoentOfDirectoryWhenCwdIsMissing() {
    String missing = directory.resolve("missing").toString();

    assertFails(Map.of("command", "true", "cwd", missing), "ENOENT", missing);
  }

  @Test
  void shouldTellEnotdirWhenCwdIsFile() throws Exception {
    String file = file("file", "x", "rwxr-xr-x").toString();

    assertFails(Map.of("command", "true", "cwd", file), "ENOTDIR", file);
  }

  @Test
  void shouldTellE2bigWhenArgumentIsTooLong() {
    JsonNode error =
        client.callFailing("execute", Map.of("argv", List.of("true", "x".repeat(200_000))));

    assertThat(error.get("data").get("errno").asString()).isEqualTo("E2BIG");
    assertThat(client.run("echo next").stdout()).isEqualTo("next\n");
  }

  @Test
  void shouldCountNothingWhenSpawnsFail() {
    for (int i = 0; i < 50; i++) {
      client.callFailing("execute", Map.of("argv", List.of("/no/such")));
    }

    assertThat(client.call("server.info", Map.of()).get("active_executions").asInt()).isZero();
  }
}
