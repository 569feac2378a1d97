package dev.ccexecutor.server.execution.loop;

import dev.ccexecutor.server.threading.RunsOn;
import dev.ccexecutor.server.threading.ThreadRole;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.IoEventLoop;
import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;

/**
 * One reader loop: a Netty loop over epoll, and the buffers that all its pipes are read into.
 *
 * <p>Reading into shared buffers keeps a silent pipe from owning any memory. Who wants to keep what
 * was read keeps the buffer, and the next read has another one.
 */
public final class ReaderLoop {
  /** As large as the kernel makes a pipe by default (pipe(7)), so that one read empties it. */
  public static final int READ_BYTES = 64 * 1024;

  private final IoEventLoop loop;
  private final ByteBufAllocator allocator;
  private final ReadBuffers buffers;
  private final ReaderCounts counts = new ReaderCounts();

  public ReaderLoop(IoEventLoop loop, ByteBufAllocator allocator) {
    this.loop = loop;
    this.allocator = allocator;
    this.buffers = new ReadBuffers(allocator, READ_BYTES);
  }

  public IoEventLoop eventLoop() {
    return loop;
  }

  /** For whatever passes through this loop. */
  public ByteBufAllocator allocator() {
    return allocator;
  }

  /** What its executions have come to. */
  public ReaderCounts counts() {
    return counts;
  }

  public void execute(Runnable task) {
    loop.execute(task);
  }

  public boolean isCurrent() {
    return loop.inEventLoop();
  }

  /**
   * Reads once.
   *
   * @return the bytes, lent until the next read: who wants to keep them retains the buffer, or
   *     copies what is not worth one; null if there are none now ({@code end[0]} false) or ever
   *     ({@code end[0]} true)
   */
  @RunsOn(ThreadRole.READER_LOOP)
  public ByteBuf read(FileDescriptor pipe, boolean[] end) throws IOException {
    ByteBuf buffer = buffers.next();
    int count = pipe.readAddress(buffer.memoryAddress(), 0, READ_BYTES);
    end[0] = count < 0;
    return count <= 0 ? null : buffer.setIndex(0, count);
  }

  /** Leaves buffers that are kept to those who keep them: they will not be read into again. */
  @RunsOn(ThreadRole.READER_LOOP)
  public void leaveKeptBuffers() {
    buffers.leaveKept();
  }

  @RunsOn(ThreadRole.READER_LOOP)
  public void releaseBuffers() {
    buffers.release();
  }
}
