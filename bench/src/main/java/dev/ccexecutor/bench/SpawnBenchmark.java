package dev.ccexecutor.bench;

import dev.ccexecutor.server.posix.ChildStreams;
import dev.ccexecutor.server.posix.ChildTerms;
import dev.ccexecutor.server.posix.FileLimit;
import dev.ccexecutor.server.posix.ResourceLimits;
import dev.ccexecutor.server.posix.ServerProcess;
import dev.ccexecutor.server.posix.SpawnRequest;
import dev.ccexecutor.server.posix.Spawner;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
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
 * From the order to start {@code /bin/true} until its end was seen and it was reaped, one after the
 * other: the server's own way, and the JDK's. Both give it /dev/null, two pipes and a small
 * environment.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(
    value = 3,
    jvmArgsAppend = {JvmFlags.COMPACT_HEADERS, JvmFlags.NATIVE_ACCESS})
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class SpawnBenchmark {
  private static final List<String> TRUE = List.of("/bin/true");
  private static final Map<String, String> ENVIRONMENT = Map.of("PATH", "/usr/bin:/bin");

  private final SpawnRequest request =
      new SpawnRequest(TRUE, ENVIRONMENT, null, ChildStreams.OUTPUT_ONLY, ResourceLimits.NONE);
  private Spawner spawner;
  private MultiThreadIoEventLoopGroup loops;

  @Setup
  public void startThreads() throws IOException {
    ServerProcess.prepare();
    spawner = new Spawner(FileLimit.raiseOwn(), ChildTerms.PLAIN, () -> Path.of("never-used"));
    loops =
        new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory("reader", true), EpollIoHandler.newFactory());
  }

  @TearDown
  public void stopThreads() throws IOException, InterruptedException {
    spawner.close();
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
  }

  @Benchmark
  public int posixSpawn() {
    CompletableFuture<Integer> exitCode = new CompletableFuture<>();
    spawner.spawn(request, new SpawnedLife(loops.next(), exitCode));
    return requireSuccess(exitCode.join());
  }

  @Benchmark
  public int processBuilder() throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(TRUE);
    builder.environment().clear();
    builder.environment().putAll(ENVIRONMENT);
    Process process = builder.redirectInput(new File("/dev/null")).start();
    int exitCode = process.waitFor();
    process.getInputStream().close();
    process.getErrorStream().close();
    return requireSuccess(exitCode);
  }

  private static int requireSuccess(int exitCode) {
    if (exitCode != 0) {
      throw new IllegalStateException("exit code " + exitCode);
    }
    return exitCode;
  }
}
