package dev.ccexecutor.bench;

import dev.ccexecutor.protocol.execution.StreamType;
import dev.ccexecutor.server.execution.output.OutputItem;
import dev.ccexecutor.server.execution.output.OutputQueue;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.Semaphore;
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
 * The queue between a reader loop and an event loop, with nothing at either end: two epoll loops,
 * retained slices of one buffer, parking, and wake-ups by tasks, as the server does it.
 *
 * <p>One operation is one chunk handed over.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
    value = 3,
    jvmArgsAppend = {JvmFlags.COMPACT_HEADERS, JvmFlags.NATIVE_ACCESS})
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class HandOffBenchmark {
  private static final int CHUNKS_PER_INVOCATION = 100_000;
  private static final int CHUNKS_PER_ROUND = 16;
  private static final long CAPACITY_BYTES = 1024 * 1024;

  /** A full read of a pipe, and what a child that writes single lines brings. */
  @Param({"65536", "64"})
  public int chunkBytes;

  private final Semaphore handedOver = new Semaphore(0);
  private MultiThreadIoEventLoopGroup loops;
  private EventLoop reader;
  private EventLoop socket;
  private OutputQueue queue;
  private ByteBuf source;

  /** Written by the reader loop. */
  private int toOffer;

  /** Written by the socket's loop. */
  private int taken;

  @Setup
  public void startLoops() {
    loops =
        new MultiThreadIoEventLoopGroup(
            2, new DefaultThreadFactory("loop", true), EpollIoHandler.newFactory());
    reader = loops.next();
    socket = loops.next();
    source = PooledByteBufAllocator.DEFAULT.directBuffer(chunkBytes).writeZero(chunkBytes);
    queue =
        new OutputQueue(
            CAPACITY_BYTES, () -> socket.execute(this::drain), () -> reader.execute(this::offer));
  }

  @TearDown
  public void stopLoops() throws InterruptedException {
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
    queue.close();
    if (source.refCnt() != 1) {
      throw new IllegalStateException("a chunk was not released");
    }
    source.release();
  }

  @Benchmark
  @OperationsPerInvocation(CHUNKS_PER_INVOCATION)
  public void handOver() throws InterruptedException {
    reader.execute(
        () -> {
          toOffer = CHUNKS_PER_INVOCATION;
          offer();
        });
    handedOver.acquire();
  }

  /** Like a round of reads: some chunks, one flush, and then the loop's others have their turn. */
  private void offer() {
    int offered = 0;
    while (toOffer > 0 && !queue.parkIfFull()) {
      if (offered++ == CHUNKS_PER_ROUND) {
        reader.execute(this::offer);
        break;
      }
      toOffer--;
      queue.offer(new OutputItem.Chunk(StreamType.STDOUT, 0, source.retainedSlice()));
    }
    queue.flush();
  }

  /** The end of one drain is looked for twice, as the server does: see {@link OutputQueue}. */
  private void drain() {
    while (takeNext()) {}
    queue.beginDrain();
    while (takeNext()) {}
  }

  private boolean takeNext() {
    OutputItem item = queue.poll();
    if (item == null) {
      return false;
    }
    item.release();
    if (++taken == CHUNKS_PER_INVOCATION) {
      taken = 0;
      handedOver.release();
    }
    return true;
  }
}
