package dev.ccexecutor.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ServerProcessTest {
  @TempDir Path folder;

  /** A JVM that wants to start a server when it is ending, as one does that is interrupted. */
  static final class StartsWhileItEnds {
    private StartsWhileItEnds() {}

    public static void main(String[] arguments) {
      Runtime.getRuntime().addShutdownHook(new Thread(StartsWhileItEnds::start));
    }

    private static void start() {
      try {
        ServerProcess.start(ServerProcess.Log.DROPPED, ignored -> List.of("true"));
      } catch (IOException refused) {
        System.out.print(refused.getMessage());
      }
    }
  }

  @Test
  void shouldLeaveNothingBehindWhenItIsStartedWhileTheJvmEnds() throws Exception {
    Process jvm =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "-Djava.io.tmpdir=" + folder,
                "-cp",
                System.getProperty("java.class.path"),
                StartsWhileItEnds.class.getName())
            .redirectErrorStream(true)
            .start();

    String said = new String(jvm.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(said).isEqualTo("nothing is started any more: this JVM is ending");
    assertThat(jvm.waitFor()).isZero();
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left.filter(path -> !path.getFileName().toString().startsWith("hsperfdata_")))
          .isEmpty();
    }
  }
}
