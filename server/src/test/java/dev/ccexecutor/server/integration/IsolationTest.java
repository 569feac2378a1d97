package dev.ccexecutor.server.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ccexecutor.server.testkit.RemoteCommand;
import dev.ccexecutor.server.testkit.RunningTestServer;
import dev.ccexecutor.server.testkit.TestClient;
import dev.ccexecutor.server.testkit.Unprivileged;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What a command gets of the server, and what not. */
@Timeout(60)
class IsolationTest {
  private static final int MANY = 20;

  /** Signals and capabilities that a process begins without, as its status has them. */
  private static final List<String> NONE_OF = List.of("SigBlk", "SigIgn", "SigCgt", "CapAmb");

  @TempDir private Path directory;

  static Stream<Map<String, Object>> waysToStart() {
    List<Map<String, Object>> streams =
        List.of(
            Map.of(),
            Map.of("stdin", "pipe"),
            Map.of("merge_stderr", true),
            Map.of("pty", Map.of("cols", 80, "rows", 24)),
            Map.of("limits", Map.of("nice", 3)),
            Map.of("pty", Map.of("cols", 80, "rows", 24), "limits", Map.of("nice", 3)));
    return streams.stream();
  }

  @ParameterizedTest
  @MethodSource("waysToStart")
  void shouldHaveThreeDescriptorsInASessionOfItsOwnWhenServerHasMany(Map<String, Object> way)
      throws Exception {
    assertThreeDescriptors(way, "containment", "auto");
  }

  @ParameterizedTest
  @MethodSource("waysToStart")
  void shouldHaveThreeDescriptorsWhenItIsAnotherUsers(Map<String, Object> way) throws Exception {
    assumeTrue(Unprivileged.canBeBecome());
    assertThreeDescriptors(way, "run-as", Unprivileged.USER);
  }

  private static void assertThreeDescriptors(Map<String, Object> way, String... settings)
      throws Exception {
    try (RunningTestServer server = RunningTestServer.start(settings)) {
      TestClient client = server.connect();
      for (int i = 0; i < MANY; i++) {
        server.connect();
        client.execute(Map.of("command", "sleep 1000", "stdin", "pipe", "spool", "all"));
      }
      Map<String, Object> params = new HashMap<>(way);
      params.put(
          "command",
          "ls -1 /proc/$$/fd; cut -d' ' -f 5,6 /proc/$$/stat; echo $$; "
              + "cat /proc/self/timerslack_ns /proc/self/status");

      List<String> lines = client.run(params).stdout().replace("\r", "").lines().toList();

      String pid = lines.get(4);
      assertThat(lines).startsWith("0", "1", "2", pid + " " + pid, pid, "50000");
      assertThat(lines)
          .contains("NoNewPrivs:\t1")
          .contains(
              NONE_OF.stream().map(name -> name + ":\t0000000000000000").toArray(String[]::new));
    }
  }

  @Test
  void shouldGainNothingByPrivilegedProgramsUnlessOperatorWantsIt() throws Exception {
    String look = "grep NoNewPrivs /proc/self/status | cut -f 2";
    try (RunningTestServer server = RunningTestServer.start()) {
      assertThat(server.connect().run(look).stdout()).isEqualTo("1\n");
      assertThat(threadsWithoutNewPrivileges()).containsExactly("spawner");
    }
    try (RunningTestServer server = RunningTestServer.start("no-new-privs", "false")) {
      assertThat(server.connect().run(look).stdout()).isEqualTo("0\n");
    }
  }

  private static List<String> threadsWithoutNewPrivileges() throws IOException {
    try (Stream<Path> threads = Files.list(Path.of("/proc/self/task"))) {
      return threads
          .filter(thread -> textOf(thread.resolve("status")).contains("NoNewPrivs:\t1"))
          .map(thread -> textOf(thread.resolve("comm")).strip())
          .toList();
    }
  }

  /** Empty where the thread has ended meanwhile. */
  private static String textOf(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return "";
    }
  }

  @ParameterizedTest
  @CsvSource({"077,0077", "027,0027", "000,0000", "0022,0022"})
  void shouldHaveThatUmaskAndServersFilesBeItsOwnWhenOneIsSet(String umask, String seen)
      throws Exception {
    try (RunningTestServer server =
        RunningTestServer.startOn(directory.resolve("data"), "umask", umask)) {
      TestClient client = server.connect();
      RemoteCommand command =
          client.run(
              Map.of(
                  "command",
                  "umask; echo output",
                  "spool",
                  "all",
                  "limits",
                  Map.of("nice", 2),
                  "leftovers",
                  "keep"));
      assertThat(command.stdout()).startsWith(seen + "\n");
      command.awaitCompleted();

      assertOwnersOnly(directory.resolve("data"));
    }
  }

  private static void assertOwnersOnly(Path data) throws IOException {
    try (Stream<Path> files = Files.walk(data)) {
      assertThat(files.toList())
          .hasSizeGreaterThan(8)
          .anyMatch(file -> file.endsWith("journal"))
          .anyMatch(file -> file.endsWith("gate"))
          .anyMatch(file -> file.toString().contains("history"))
          .allSatisfy(
              file ->
                  assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                      .as("%s", file)
                      .endsWith("------"));
    }
  }

  @Test
  void shouldLetOthersWriteNothingWhenNoUmaskIsSet() throws Exception {
    try (RunningTestServer server = RunningTestServer.start()) {
      int umask = Integer.parseInt(server.connect().run("umask").stdout().strip(), 8);

      assertThat(umask & 022).isEqualTo(022);
    }
  }
}
