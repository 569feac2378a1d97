package dev.ccexecutor.server.execution.output;

import dev.ccexecutor.protocol.execution.StreamType;
import dev.ccexecutor.server.threading.RunsOn;
import dev.ccexecutor.server.threading.ThreadRole;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What of an execution's output is in memory, in blocks of which any can be dropped.
 *
 * <p>Small reads share a block, so that what is kept of a child that writes single bytes takes
 * about as much memory as it has bytes. Where the streams take turns, a block is closed after some
 * bytes, so that whoever reads later still sees about the order in which they came.
 */
@RunsOn(ThreadRole.READER_LOOP)
final class KeptOutput {
  private static final int LARGEST_SHARED_BLOCK = 16 * 1024;
  private static final int SMALLEST_BLOCK = 512;

  /** A read that is so large stays in the buffer that it was read into. */
  private static final int LARGE_READ = 32 * 1024;

  /** As many as are dropped at once where a reader takes what a queue holds. */
  private static final int MOST_SPARE_BLOCKS = 32;

  private final ByteBufAllocator allocator;
  private final Deque<OutputBlock> spare = new ArrayDeque<>(0);
  private final Stream stdout = new Stream();
  private final Stream stderr = new Stream();
  private OutputBlock newest;
  private long nextOrder;
  private long bytes;

  KeptOutput(ByteBufAllocator allocator) {
    this.allocator = allocator;
  }

  /** One stream's blocks. */
  private static final class Stream {
    private OutputBlock oldest;
    private OutputBlock newest;
    private long to;
  }

  /**
   * Adds what was read.
   *
   * @param read the caller's; what of it is not copied is retained
   */
  void append(StreamType type, ByteBuf read) {
    Stream stream = of(type);
    int count = read.readableBytes();
    OutputBlock tail = stream.newest;
    if (tail != null && mayGrow(tail, stream.to, count)) {
      tail.append(read);
    } else {
      tail = newBlock(type, stream.to, read, tail);
      add(stream, tail);
    }
    newest = tail;
    stream.to += count;
    bytes += count;
  }

  private boolean mayGrow(OutputBlock tail, long offset, int count) {
    return count < LARGE_READ
        && tail.end() == offset
        && tail.hasRoomFor(count)
        && (tail == newest || tail.length() < SMALLEST_BLOCK);
  }

  private OutputBlock newBlock(StreamType type, long offset, ByteBuf read, OutputBlock before) {
    int count = read.readableBytes();
    if (count >= LARGE_READ) {
      return unusedBlock().begin(type, offset, nextOrder++, read.retain());
    }
    int capacity = capacityFor(count, before);
    ByteBuf shared = allocator.directBuffer(capacity, capacity);
    shared.writeBytes(read, read.readerIndex(), count);
    return unusedBlock().begin(type, offset, nextOrder++, shared);
  }

  private OutputBlock unusedBlock() {
    return spare.isEmpty() ? new OutputBlock() : spare.removeLast();
  }

  /** Twice the one before, where that was filled. */
  private static int capacityFor(int count, OutputBlock before) {
    boolean filled = before != null && before.length() > before.capacity() / 2;
    int wanted = filled ? 2 * before.capacity() : SMALLEST_BLOCK;
    return Math.max(count, Math.min(LARGEST_SHARED_BLOCK, wanted));
  }

  private static void add(Stream stream, OutputBlock block) {
    if (stream.newest == null) {
      stream.oldest = block;
    } else {
      block.linkBehind(stream.newest);
    }
    stream.newest = block;
  }

  /** Behind the newest byte that came, kept or not. */
  long to(StreamType type) {
    return of(type).to;
  }

  /** Nothing of these is here: what comes next has this offset. For a stream that had nothing. */
  void beginAt(StreamType type, long offset) {
    of(type).to = offset;
  }

  /** The first block of a stream; null if nothing of it is kept. */
  OutputBlock oldest(StreamType type) {
    return of(type).oldest;
  }

  /** The first block of a stream that has bytes from this offset on, or behind it; or null. */
  OutputBlock firstFrom(StreamType type, long offset) {
    Stream stream = of(type);
    if (stream.newest == null || stream.newest.end() <= offset) {
      return null;
    }
    if (stream.newest.offset() <= offset) {
      return stream.newest; // Mostly the newest is asked for.
    }
    OutputBlock block = stream.oldest;
    while (block.end() <= offset) {
      block = block.next();
    }
    return block;
  }

  /** How many bytes are kept. */
  long bytes() {
    return bytes;
  }

  void drop(OutputBlock block) {
    Stream stream = of(block.stream());
    if (stream.oldest == block) {
      stream.oldest = block.next();
    }
    if (stream.newest == block) {
      stream.newest = block.previous();
    }
    if (newest == block) {
      newest = null;
    }
    bytes -= block.length();
    block.drop();
    if (spare.size() < MOST_SPARE_BLOCKS) {
      spare.addLast(block);
    }
  }

  void dropAll() {
    for (StreamType type : StreamType.OUTPUTS) {
      while (oldest(type) != null) {
        drop(oldest(type));
      }
    }
  }

  private Stream of(StreamType type) {
    return type == StreamType.STDOUT ? stdout : stderr;
  }
}
