package dev.ccexecutor.server.execution.output;

import dev.ccexecutor.server.execution.loop.ReaderLoop;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ManualIoEventLoop;
import io.netty.channel.local.LocalIoHandler;
import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import java.util.concurrent.TimeUnit;

/**
 * A reader loop that does nothing but what the test tells it to, on the test's thread, with a clock
 * and an allocator of its own, which knows what was not given back.
 */
public final class ManualReaderLoop implements AutoCloseable {
  private final MockTicker clock = Ticker.newMockTicker();
  private final ManualIoEventLoop eventLoop =
      new ManualIoEventLoop(null, Thread.currentThread(), LocalIoHandler.newFactory(), clock);
  private final CountingAllocator allocator = new CountingAllocator();
  private final ReaderLoop loop = new ReaderLoop(eventLoop, allocator);

  public ReaderLoop loop() {
    return loop;
  }

  /** Runs what was handed to the loop, and what that hands to it. Returns how many tasks ran. */
  public int run() {
    int tasks = 0;
    int last = eventLoop.runNonBlockingTasks(-1);
    while (last > 0) {
      tasks += last;
      last = eventLoop.runNonBlockingTasks(-1);
    }
    return tasks;
  }

  /** Lets time pass. Returns how many tasks ran. */
  public int pass(long millis) {
    clock.advance(millis, TimeUnit.MILLISECONDS);
    return run();
  }

  /** What was allocated and is not released. */
  public long usedBytes() {
    return allocator.usedBytes();
  }

  public ByteBuf buffer(int capacity) {
    return allocator.heapBuffer(capacity, capacity);
  }

  @Override
  public void close() {
    eventLoop.shutdownGracefully(0, 0, TimeUnit.MILLISECONDS);
    run();
  }
}
