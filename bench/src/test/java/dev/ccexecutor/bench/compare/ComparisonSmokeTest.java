package dev.ccexecutor.bench.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Compares for moments, to see that it works, not how fast anything is. */
class ComparisonSmokeTest {
  @TempDir private Path folder;

  @Test
  @Timeout(180)
  void shouldMeasureEverythingAndLeaveNothingWhenRunShortly() throws Exception {
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    Path json = folder.resolve("report.json");
    Path recorded = folder.resolve("recorded.json");
    // Nothing from package registries: a test needs no network.
    try (Contenders contenders = Contenders.withFloorAnd(new Websocketd())) {
      Comparison comparison =
          new Comparison(contenders, new PrintStream(printed, true, StandardCharsets.UTF_8));

      boolean isSound =
          comparison.run(new Options(Pace.SMOKE, Set.of(), Optional.of(json), true), recorded);

      String text = printed.toString(StandardCharsets.UTF_8);
      assertThat(isSound).as(text).isTrue();
      assertThat(text)
          .contains("| flood |", "| flood-8 |", "| flood-1x8 |", "| start |", "| rate |")
          .contains("| control |", "| stall |", "| idle |")
          .doesNotContain("| this server | –");
    }
    assertThat(Files.readString(json)).contains("\"times_as_good\"", "\"median\"");
    assertThat(recorded).exists();
    // Who was just ended is listed until this JVM's own thread has taken its status.
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> assertThat(ProcessHandle.current().descendants()).isEmpty());
  }
}
