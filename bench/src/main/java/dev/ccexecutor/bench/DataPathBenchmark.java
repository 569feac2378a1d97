package dev.ccexecutor.bench;

import dev.ccexecutor.protocol.execution.OutputForm;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The server's whole data path, from read(2) of a pipe to writev(2) of a socket, in the JVM of the
 * benchmark: {@code -prof gc} counts what all threads allocate, and there are no others than the
 * server's and the client's, which allocates nothing for data frames.
 *
 * <p>One operation is 64 KiB of the child's output. {@link FloodBenchmark} has the speed, with a
 * server that has a JVM to itself.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(
    value = 3,
    jvmArgsAppend = {JvmFlags.COMPACT_HEADERS, JvmFlags.NATIVE_ACCESS, JvmFlags.NO_LEAK_DETECTION})
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class DataPathBenchmark {
  private static final int UNIT_BYTES = 64 * 1024;
  private static final int UNITS_PER_INVOCATION = 1000;

  @Param({"TEXT", "BASE64", "BINARY"})
  public OutputForm form;

  private LocalServer server;
  private CountedFlood flood;

  @Setup
  public void startFlood() throws Exception {
    server = LocalServer.start();
    try {
      flood = CountedFlood.start(server.address(), List.of("yes", "x".repeat(79)), form);
    } catch (IOException | RuntimeException e) {
      server.stop();
      throw e;
    }
  }

  @TearDown
  public void endFlood() throws IOException {
    try {
      flood.end();
    } finally {
      server.stop();
    }
  }

  @Benchmark
  @OperationsPerInvocation(UNITS_PER_INVOCATION)
  public long deliver() throws IOException {
    flood.read((long) UNITS_PER_INVOCATION * UNIT_BYTES);
    return flood.childBytes();
  }
}
