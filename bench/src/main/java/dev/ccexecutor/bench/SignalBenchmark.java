package dev.ccexecutor.bench;

import dev.ccexecutor.server.posix.ChildStreams;
import dev.ccexecutor.server.posix.ChildTerms;
import dev.ccexecutor.server.posix.FileLimit;
import dev.ccexecutor.server.posix.Leader;
import dev.ccexecutor.server.posix.PosixException;
import dev.ccexecutor.server.posix.ResourceLimits;
import dev.ccexecutor.server.posix.ServerProcess;
import dev.ccexecutor.server.posix.SpawnRequest;
import dev.ccexecutor.server.posix.SpawnedProcess;
import dev.ccexecutor.server.posix.Spawner;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One signal to the group of a command that sleeps, as a control sends it. CONT does nothing to a
 * process that runs, so what is measured is the way into the kernel and back.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
    value = 3,
    jvmArgsAppend = {JvmFlags.COMPACT_HEADERS, JvmFlags.NATIVE_ACCESS})
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class SignalBenchmark {
  private static final int KILL = 9;
  private static final int CONT = 18;
  private static final long LOOK_NANOS = 1_000_000;

  private Spawner spawner;
  private SpawnedProcess process;

  @Setup
  public void startCommand() throws IOException {
    ServerProcess.prepare();
    spawner = new Spawner(FileLimit.raiseOwn(), ChildTerms.PLAIN, () -> Path.of("never-used"));
    CompletableFuture<SpawnedProcess> started = new CompletableFuture<>();
    spawner.spawn(
        new SpawnRequest(
            List.of("/bin/sleep", "3600"),
            Map.of("PATH", "/usr/bin:/bin"),
            null,
            ChildStreams.OUTPUT_ONLY,
            ResourceLimits.NONE),
        new Spawner.Receiver() {
          @Override
          public void spawned(SpawnedProcess spawned) {
            started.complete(spawned);
          }

          @Override
          public void failed(PosixException failure) {
            started.completeExceptionally(failure);
          }
        });
    process = started.join();
  }

  @TearDown
  public void endCommand() throws IOException, InterruptedException {
    Leader leader = process.leader();
    leader.signalGroup(KILL);
    while (leader.peekExit() == null) {
      LockSupport.parkNanos(LOOK_NANOS);
    }
    process.stdout().close();
    process.stderr().close();
    leader.reap();
    spawner.close();
  }

  @Benchmark
  public boolean signalGroup() throws PosixException {
    return process.leader().signalGroup(CONT);
  }
}
