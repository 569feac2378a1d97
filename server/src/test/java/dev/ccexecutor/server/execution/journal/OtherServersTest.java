package dev.ccexecutor.server.execution.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccexecutor.server.posix.ProcessTree;
import dev.ccexecutor.server.posix.ServerProcess;
import dev.ccexecutor.server.security.Principal;
import dev.ccexecutor.server.testkit.ObservedProcess;
import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Recovery where other processes of this program are about. */
@Timeout(60)
class OtherServersTest {
  private static final long SHORT_GRACE_MILLIS = 200;

  private final String marker = LeftBehind.newMarker();

  @TempDir private Path data;

  @Test
  void shouldLeaveInstanceAloneUntilItsServerIsKilled() throws Exception {
    ServerProcess.prepare();
    Process other = program("lives").start();
    try (BufferedReader output = other.inputReader(StandardCharsets.UTF_8);
        LeftBehind left = new LeftBehind(data)) {
      assertThat(output.readLine()).isEqualTo("ready");
      ObservedProcess member = left.sleeper(marker);

      left.recover(SHORT_GRACE_MILLIS);
      assertThat(member.lives()).isTrue();

      other.destroyForcibly().waitFor();
      left.recover(SHORT_GRACE_MILLIS);
      assertThat(member.lives()).isFalse();
      assertThat(data.resolve("instances")).isEmptyDirectory();
    } finally {
      other.destroyForcibly().waitFor();
    }
  }

  @Test
  void shouldLeaveExecutionAloneWhenThisServerRunsInIt() throws Exception {
    try (LeftBehind left = new LeftBehind(data)) {
      ObservedProcess sibling = left.sleeper(marker);
      Path instance =
          left.journal(new JournalRecord.Starting("lost", null, marker, "f", null, null));
      ProcessBuilder inside = program("recovers");
      inside.environment().put(ProcessTree.MARKER_VARIABLE, marker);

      assertThat(inside.start().waitFor()).isZero();

      assertThat(sibling.lives()).isTrue();
      assertThat(instance).exists(); // Another server may end it.
    }
  }

  private ProcessBuilder program(String behaviour) {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            Program.class.getName(),
            behaviour,
            data.toString(),
            marker)
        .redirectError(ProcessBuilder.Redirect.DISCARD);
  }

  static final class Program {
    private Program() {}

    public static void main(String[] arguments) throws Exception {
      Path data = Path.of(arguments[1]);
      if (arguments[0].equals("recovers")) {
        ServerProcess.prepare();
        new CrashRecovery(data, LeftBehind.BOUNDS, SHORT_GRACE_MILLIS).run().release(true);
        return;
      }
      Journal journal =
          Journal.open(
              data,
              new Journal.Owner("1.2.3", null),
              LeftBehind.BOUNDS,
              Recovered.nothing(),
              Runnable::run);
      journal.starting(
          new JournaledExecution("lost", Principal.ANONYMOUS, arguments[2], "f", Map.of(), null));
      System.out.println("ready");
      Thread.sleep(Long.MAX_VALUE);
    }
  }
}
