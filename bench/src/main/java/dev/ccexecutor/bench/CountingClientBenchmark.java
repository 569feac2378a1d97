package dev.ccexecutor.bench;

import dev.ccexecutor.protocol.execution.OutputForm;
import java.io.IOException;
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
 * The ceiling of {@link FloodBenchmark}: the same client, fed by a thread that only writes. A flood
 * that comes near it is limited by the client and by loopback.
 *
 * <p>One operation is one of the child's bytes: operations per microsecond are MB/s.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(
    value = 3,
    jvmArgsAppend = {JvmFlags.COMPACT_HEADERS, JvmFlags.NATIVE_ACCESS})
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
public class CountingClientBenchmark {
  private static final int BYTES_PER_INVOCATION = 64_000_000;

  @Param({"TEXT", "BASE64", "BINARY"})
  public OutputForm form;

  private LoopbackSender sender;
  private CountingClient client;

  @Setup
  public void connect() throws IOException {
    sender = new LoopbackSender(form);
    client = new CountingClient(sender.address());
  }

  @TearDown
  public void disconnect() throws IOException, InterruptedException {
    client.close();
    sender.awaitEnd();
  }

  @Benchmark
  @OperationsPerInvocation(BYTES_PER_INVOCATION)
  public long ceiling() throws IOException {
    client.readUntil(client.childBytes() + BYTES_PER_INVOCATION);
    return client.childBytes();
  }
}
