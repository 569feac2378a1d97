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
 * The whole way: a real {@code yes}, its pipe, the reader loop, the hand-off, frames, loopback, and
 * a client that counts. The server is a process of its own.
 *
 * <p>One {@code yes} runs through all iterations, so this is the steady state, without starts and
 * ends. One operation is one of the child's bytes: operations per microsecond are MB/s.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(
    value = 3,
    jvmArgsAppend = {JvmFlags.COMPACT_HEADERS, JvmFlags.NATIVE_ACCESS})
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class FloodBenchmark {
  private static final int BYTES_PER_INVOCATION = 64_000_000;

  @Param({"TEXT", "BASE64", "BINARY"})
  public OutputForm form;

  /**
   * SHORT is {@code yes} as it is, every second byte a newline, which JSON must escape; LONG writes
   * lines of 80.
   */
  @Param({"SHORT", "LONG"})
  public Lines lines;

  /** What the child writes. */
  public enum Lines {
    SHORT,
    LONG
  }

  private ServerUnderTest server;
  private CountedFlood flood;

  @Setup
  public void startFlood() throws IOException, InterruptedException {
    server = ServerUnderTest.start();
    try {
      flood = CountedFlood.start(server.address(), yes(), form);
    } catch (IOException | RuntimeException e) {
      server.stop();
      throw e;
    }
  }

  private List<String> yes() {
    return switch (lines) {
      case SHORT -> List.of("yes");
      case LONG -> List.of("yes", "x".repeat(79));
    };
  }

  @TearDown
  public void endFlood() throws IOException, InterruptedException {
    try {
      flood.end();
    } finally {
      server.stop();
    }
  }

  @Benchmark
  @OperationsPerInvocation(BYTES_PER_INVOCATION)
  public long flood() throws IOException {
    flood.read(BYTES_PER_INVOCATION);
    return flood.childBytes();
  }
}
