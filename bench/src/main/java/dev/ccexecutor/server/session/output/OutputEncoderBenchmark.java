package dev.ccexecutor.server.session.output;

import dev.ccexecutor.bench.JvmFlags;
import dev.ccexecutor.protocol.execution.OutputForm;
import dev.ccexecutor.protocol.execution.StreamType;
import dev.ccexecutor.server.execution.output.OutputItem;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.ReferenceCounted;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
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
 * From a chunk of 64 KiB to the buffers of its frame, which are released at once. It lives in the
 * encoders' package, so that it measures them alone and nothing need be public for it.
 *
 * <p>One operation is one of the child's bytes: operations per microsecond are MB/s.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(
    value = 3,
    jvmArgsAppend = {JvmFlags.COMPACT_HEADERS, JvmFlags.NATIVE_ACCESS})
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class OutputEncoderBenchmark {
  private static final int CHUNK_BYTES = 64 * 1024;
  private static final ByteBufAllocator ALLOCATOR = PooledByteBufAllocator.DEFAULT;

  @Param({"TEXT", "BASE64", "BINARY"})
  public OutputForm form;

  @Param({"ASCII", "YES", "UTF_8", "RANDOM"})
  public Content content;

  /** What the child wrote. */
  public enum Content {
    /** Lines of 80. */
    ASCII,
    /** Every second byte is a newline, which JSON must escape. */
    YES,
    /** Characters of three bytes and of four, and a few of one. */
    UTF_8,
    /** Mostly no UTF-8, and much that JSON must escape. */
    RANDOM
  }

  private OutputEncoder encoder;
  private OutputItem.Chunk chunk;

  @Setup
  public void makeChunk() {
    encoder = OutputEncoder.of(form, "benchmark", 1);
    ByteBuf bytes = ALLOCATOR.directBuffer(CHUNK_BYTES).writeBytes(bytesOf(content));
    chunk = new OutputItem.Chunk(StreamType.STDOUT, 0, bytes);
  }

  @TearDown
  public void releaseChunk() {
    chunk.release();
  }

  @Benchmark
  @OperationsPerInvocation(CHUNK_BYTES)
  public void encode() {
    encoder.encode(chunk, CHUNK_BYTES, ALLOCATOR, ReferenceCounted::release);
  }

  private static byte[] bytesOf(Content content) {
    return switch (content) {
      case ASCII -> repeated("x".repeat(79) + "\n");
      case YES -> repeated("y\n");
      case UTF_8 -> repeated("\u6f22\u5b57 \uac00\ub098 \ud83d\ude80 ");
      case RANDOM -> {
        byte[] random = new byte[CHUNK_BYTES];
        new Random(1).nextBytes(random);
        yield random;
      }
    };
  }

  /** The last character may be cut off, as in a chunk that was read from a pipe. */
  private static byte[] repeated(String text) {
    String enough = text.repeat(CHUNK_BYTES / text.length() + 1);
    return Arrays.copyOf(enough.getBytes(StandardCharsets.UTF_8), CHUNK_BYTES);
  }
}
