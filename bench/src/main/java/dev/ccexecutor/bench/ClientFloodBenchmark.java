package dev.ccexecutor.bench;

import dev.ccexecutor.protocol.client.ClientOptions;
import dev.ccexecutor.protocol.client.ExecutionListener;
import dev.ccexecutor.protocol.client.ExecutorClient;
import dev.ccexecutor.protocol.client.OutputChunk;
import dev.ccexecutor.protocol.client.RemoteExecution;
import dev.ccexecutor.protocol.execution.ExecuteParams;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * {@link FloodBenchmark} with the client that programs use, its window and its checksums, in place
 * of one that only counts.
 *
 * <p>One operation is one of the child's bytes: operations per microsecond are MB/s.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(
    value = 3,
    jvmArgsAppend = {JvmFlags.COMPACT_HEADERS, JvmFlags.NATIVE_ACCESS})
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class ClientFloodBenchmark {
  private static final int BYTES_PER_INVOCATION = 64_000_000;
  private static final long PATIENCE_SECONDS = 30;
  private static final long LOOK_NANOS = TimeUnit.MICROSECONDS.toNanos(50);

  private final AtomicLong receivedBytes = new AtomicLong();
  private ServerUnderTest server;
  private ExecutorClient client;
  private RemoteExecution flood;

  /** Counts and releases at once. */
  private final class Count implements ExecutionListener {
    @Override
    public void onOutput(OutputChunk chunk) {
      int bytes = chunk.content().readableBytes();
      chunk.release();
      receivedBytes.addAndGet(bytes);
    }
  }

  @Setup
  public void startFlood() throws Exception {
    server = ServerUnderTest.start();
    try {
      URI uri = URI.create("ws://127.0.0.1:" + server.address().getPort() + "/ws");
      client =
          ExecutorClient.connect(uri, ClientOptions.defaults())
              .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      flood =
          client
              .execute(ExecuteParams.argv(List.of("yes")).build(), new Count())
              .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (Exception e) {
      server.stop();
      throw e;
    }
  }

  /** Whether all was well is told by the completion, which compares length and checksum. */
  @TearDown
  public void endFlood() throws Exception {
    try {
      flood.kill().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      flood.completion().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      client.close();
    } finally {
      server.stop();
    }
  }

  @Benchmark
  @OperationsPerInvocation(BYTES_PER_INVOCATION)
  public long flood() throws IOException {
    long end = receivedBytes.get() + BYTES_PER_INVOCATION;
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (receivedBytes.get() < end) {
      if (System.nanoTime() - deadline > 0) {
        throw new IOException("the flood has dried up");
      }
      LockSupport.parkNanos(LOOK_NANOS);
    }
    return end;
  }
}
