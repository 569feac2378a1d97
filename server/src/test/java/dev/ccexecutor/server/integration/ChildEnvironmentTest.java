package dev.ccexecutor.server.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccexecutor.server.testkit.ObservedProcess;
import dev.ccexecutor.server.testkit.RemoteCommand;
import dev.ccexecutor.server.testkit.RunningTestServer;
import dev.ccexecutor.server.testkit.TestClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

@Timeout(60)
class ChildEnvironmentTest {
  private static final Set<String> BASE =
      Set.of(
          "PATH", "HOME", "USER", "LOGNAME", "SHELL", "LANG", "LANGUAGE", "TZ", "TMPDIR", "TERM");

  private static final Map<String, Object> PRINT_ENVIRONMENT = Map.of("argv", List.of("env"));

  /** As this JVM found it, before a server may have raised it. */
  private static final String SOFT_FILE_LIMIT = softFileLimit();

  @RegisterExtension static final RunningTestServer SERVER = RunningTestServer.withSettings();

  private TestClient client;

  @BeforeEach
  void connect() throws Exception {
    client = SERVER.connect();
  }

  private static Map<String, String> environment(RemoteCommand command) {
    return command
        .stdout()
        .lines()
        .map(line -> line.split("=", 2))
        .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
  }

  private Map<String, String> environmentWith(Map<String, String> env) {
    return environment(client.run(Map.of("argv", List.of("env"), "env", env)));
  }

  @Test
  void shouldGiveBaseSetOnlyWhenNothingIsAsked() {
    Set<String> expected = new TreeSet<>(System.getenv().keySet());
    expected.removeIf(name -> !BASE.contains(name) && !name.startsWith("LC_"));
    expected.addAll(Set.of("CC_EXECUTION_ID", "CC_EXECUTION_MARKER", "PYTHONUNBUFFERED"));

    Map<String, String> environment = environment(client.run(PRINT_ENVIRONMENT));

    assertThat(environment).containsOnlyKeys(expected);
    assertThat(environment).containsEntry("PATH", System.getenv("PATH"));
  }

  @Test
  void shouldAddAndReplaceWhenEnvironmentIsGiven() {
    Map<String, String> environment =
        environmentWith(Map.of("GREETING", "hällo = x", "HOME", "/nowhere", "EMPTY", ""));

    assertThat(environment)
        .containsEntry("GREETING", "hällo = x")
        .containsEntry("HOME", "/nowhere")
        .containsEntry("EMPTY", "");
  }

  @Test
  void shouldRemoveVariableWhenItsValueIsNull() {
    Map<String, String> env = new HashMap<>();
    env.put("PATH", System.getenv("PATH"));
    env.put("HOME", null);
    env.put("PYTHONUNBUFFERED", null);

    assertThat(environmentWith(env)).doesNotContainKeys("HOME", "PYTHONUNBUFFERED");
  }

  @Test
  void shouldUnbufferPythonUnlessClientDecidesOtherwise() {
    assertThat(environmentWith(Map.of())).containsEntry("PYTHONUNBUFFERED", "1");
    assertThat(environmentWith(Map.of("PYTHONUNBUFFERED", "")))
        .containsEntry("PYTHONUNBUFFERED", "");
  }

  @Test
  void shouldNameAndMarkEachExecutionWhenItStarts() {
    RemoteCommand first = client.run(PRINT_ENVIRONMENT);
    RemoteCommand second = client.run(PRINT_ENVIRONMENT);

    assertThat(environment(first)).containsEntry("CC_EXECUTION_ID", first.id());
    String firstMarker = environment(first).get("CC_EXECUTION_MARKER");
    assertThat(firstMarker).matches("[0-9a-f]{32}");
    assertThat(environment(second).get("CC_EXECUTION_MARKER"))
        .matches("[0-9a-f]{32}")
        .isNotEqualTo(firstMarker);
  }

  @Test
  void shouldReadNothingWhenCommandReadsStdin() {
    RemoteCommand command = client.run("readlink /proc/self/fd/0; cat; echo end");

    assertThat(command.stdout()).isEqualTo("/dev/null\nend\n");
  }

  @Test
  void shouldPassNoDescriptorButStandardOnesWhenCommandStarts() {
    RemoteCommand command = client.run("ls /proc/$$/fd; :");

    assertThat(command.stdout()).isEqualTo("0\n1\n2\n");
  }

  @Test
  void shouldLeadSessionAndGroupOfItsOwnWhenCommandStarts() {
    RemoteCommand command = client.execute("sleep 1000");

    ObservedProcess process = command.process();
    assertThat(process.group()).isEqualTo(command.pid());
    assertThat(process.session()).isEqualTo(command.pid());
    assertThat(command.result().get("pgid").asInt()).isEqualTo(command.pid());
    command.control("KILL");
    command.awaitCompleted();
  }

  @Test
  void shouldBlockAndIgnoreNoSignalWhenCommandStarts() {
    RemoteCommand command =
        client.run(Map.of("argv", List.of("grep", "-E", "^Sig(Blk|Ign)", "/proc/self/status")));

    assertThat(command.stdout())
        .isEqualTo("SigBlk:\t0000000000000000\nSigIgn:\t0000000000000000\n");
  }

  @Test
  void shouldHaveLimitOfFilesThatServerFoundWhenCommandStarts() {
    assertThat(client.run("ulimit -Sn").stdout()).isEqualTo(SOFT_FILE_LIMIT + "\n");
  }

  private static String softFileLimit() {
    try {
      return Files.readAllLines(Path.of("/proc/self/limits")).stream()
          .filter(line -> line.startsWith("Max open files"))
          .flatMap(line -> Arrays.stream(line.split("\\s+")).skip(3).limit(1))
          .findFirst()
          .orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
