package dev.ccexecutor.server.execution.loop;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.IoEventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** All reader loops. An execution gets one of them, in turn, and stays on it. */
public final class ReaderLoops {
  /** With none, a loop may end between two looks at its tasks. */
  private static final long QUIET_MILLIS = 10;

  private static final long STOP_MILLIS = 5_000;

  private final MultiThreadIoEventLoopGroup group;
  private final List<ReaderLoop> loops = new ArrayList<>();
  private final AtomicInteger turn = new AtomicInteger();

  public ReaderLoops(int count, ByteBufAllocator allocator) {
    group =
        new MultiThreadIoEventLoopGroup(
            count, new DefaultThreadFactory("reader", true), EpollIoHandler.newFactory());
    for (EventExecutor loop : group) {
      loops.add(new ReaderLoop((IoEventLoop) loop, allocator));
      // Netty starts a loop's thread with its first task. Were that one of the spawner's, the
      // thread would be bound like its children (capabilities(7)).
      loop.execute(() -> {});
    }
  }

  public ReaderLoop next() {
    return loops.get(Math.floorMod(turn.getAndIncrement(), loops.size()));
  }

  /** All of them. */
  public List<ReaderLoop> all() {
    return List.copyOf(loops);
  }

  /** Ends when each of the loops has come to it. */
  public CompletableFuture<Void> probe() {
    return CompletableFuture.allOf(
        loops.stream()
            .map(loop -> CompletableFuture.runAsync(() -> {}, loop::execute))
            .toArray(CompletableFuture<?>[]::new));
  }

  /** Ends the loops, once no execution lives on them. */
  public void close() throws InterruptedException {
    for (ReaderLoop loop : loops) {
      loop.execute(loop::releaseBuffers);
    }
    group
        .shutdownGracefully(QUIET_MILLIS, STOP_MILLIS, TimeUnit.MILLISECONDS)
        .await(STOP_MILLIS, TimeUnit.MILLISECONDS);
  }
}
