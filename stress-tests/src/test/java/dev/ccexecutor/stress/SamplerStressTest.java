package dev.ccexecutor.stress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccexecutor.protocol.client.ClientOptions;
import dev.ccexecutor.stress.result.Sample;
import dev.ccexecutor.stress.sample.SampledServer;
import dev.ccexecutor.stress.sample.Sampler;
import dev.ccexecutor.stress.server.PackagedServer;
import dev.ccexecutor.stress.server.ServerProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The sampler of the stress suite beside a real server, and beside one that has ended. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class SamplerStressTest {

  @TempDir Path directory;

  @Test
  void shouldTellWhatTheKernelAndAPingTellUntilTheServerEnds() throws Exception {
    AtomicLong received = new AtomicLong();
    ServerProcess server =
        ServerProcess.start(
            PackagedServer.serveCommand(List.of(), directory.resolve("data")),
            directory.resolve("log"));
    SampledServer sampled =
        SampledServer.own(
            server.uri(), ClientOptions.defaults(), server.pid(), () -> received.addAndGet(1000));
    SampleListener heard = new SampleListener();
    try (Sampler sampler = Sampler.start(sampled, heard)) {
      sampler.scenario("idle");
      Sample alive = heard.await(sample -> !Double.isNaN(sample.probeMillis()));
      assertThat(alive.scenario()).isEqualTo("idle");
      assertThat(alive.probeMillis()).isPositive();
      assertThat(alive.residentBytes()).isBetween(20L << 20, 4L << 30);
      assertThat(alive.openFiles()).isGreaterThan(10);
      assertThat(alive.threads()).isGreaterThan(5);

      server.sendTerm();
      assertThat(server.awaitExit()).isZero();
      Sample gone = heard.await(sample -> sample.residentBytes() == Sample.UNKNOWN);
      assertThat(gone.openFiles()).isEqualTo(Sample.UNKNOWN);
      heard.await(
          sample -> sample.threads() == Sample.UNKNOWN && Double.isNaN(sample.probeMillis()));
      assertThat(sampler.samples()).containsAll(List.of(alive, gone));
    } finally {
      server.destroy();
    }
    assertThat(Files.readString(directory.resolve("log"))).doesNotContain(" ERROR ");
  }
}
