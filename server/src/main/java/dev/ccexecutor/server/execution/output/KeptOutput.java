package dev.ccexecutor.server.execution.output;

import dev.ccexecutor.protocol.execution.StreamType;
import dev.ccexecutor.server.metrics.Count;
import dev.ccexecutor.server.threading.RunsOn;
import dev.ccexecutor.server.threading.ThreadRole;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

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
  private final Count memory;
  private final Deque<OutputBlock> spare = new ArrayDeque<>(0);
  private final Stream stdout = new Stream();
  private final Stream stderr = new Stream();
  private OutputBlock newest;
  private long nextOrder;
  private long bytes;
  private long capacity;

  /**
   * @param memory has what is taken by all that is kept on this loop
   */
  KeptOutput(ByteBufAllocator allocator, Count memory) {
    this.allocator = allocator;
    this.memory = memory;
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
      take(tail.capacity());
    }
    newest = tail;
    stream.to += count;
    bytes += count;
  }

  private void take(int moreBytes) {
    capacity += moreBytes;
    memory.add(moreBytes);
  }

  private boolean mayGrow(OutputBlock tail, long offset, int count) {
    return count < LARGE_READ
        && tail.end() == offset
        && tail.hasRoomFor(count)
        && (tail == newest || tail.length() < SMALLEST_BLOCK);
  }

  private OutputBlock newBlock(StreamType type, long offset, ByteBuf read, OutputBlock before) {
    ByteBuf bytes = read.readableBytes() >= LARGE_READ ? read.retain() : copyOf(read, before);
    return unusedBlock().begin(type, offset, nextOrder++, bytes);
  }

  /**
   * A copy with room behind it. Where there is no memory for one, what was read stays where it is:
   * it is in no pipe any more, and the next read finds out before it takes anything.
   */
  private ByteBuf copyOf(ByteBuf read, OutputBlock before) {
    int count = read.readableBytes();
    int capacity = capacityFor(count, before);
    try {
      return allocator.directBuffer(capacity, capacity).writeBytes(read, read.readerIndex(), count);
    } catch (OutOfMemoryError e) {
      return read.retain();
    }
  }

  private OutputBlock unusedBlock() {
    return spare.isEmpty() ? new OutputBlock() : spare.removeLast();
  }

  /**
   * Twice the one before, where that was filled. A power of two in any case: the allocator would
   * give no less, and so the rest can be used, and is known of.
   */
  private static int capacityFor(int count, OutputBlock before) {
    boolean filled = before != null && before.length() > before.capacity() / 2;
    int wanted = filled ? Math.min(LARGEST_SHARED_BLOCK, 2 * before.capacity()) : SMALLEST_BLOCK;
    int capacity = Math.max(wanted, SMALLEST_BLOCK);
    while (capacity < count) {
      capacity *= 2;
    }
    return capacity;
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

  /** The last block of a stream; null if nothing of it is kept. */
  OutputBlock newest(StreamType type) {
    return of(type).newest;
  }

  /** How many bytes are kept. */
  long bytes() {
    return bytes;
  }

  /** How much memory is taken for them beside. */
  long unusedBytes() {
    return capacity - bytes;
  }

  /** How many bytes have come, kept or not. */
  long printed() {
    return stdout.to + stderr.to;
  }

  /**
   * Puts a block's bytes into as much memory as they need, in blocks that take its place. Where
   * that can't be had, everything is as before.
   */
  void compact(OutputBlock block) {
    List<OutputBlock> pieces = copyTightly(block);
    Stream stream = of(block.stream());
    OutputBlock last = block;
    for (OutputBlock piece : pieces) {
      piece.linkBehind(last);
      last = piece;
      take(piece.capacity());
      bytes += piece.length();
    }
    if (stream.newest == block) {
      stream.newest = last;
    }
    if (newest == block) {
      newest = last;
    }
    drop(block);
  }

  private List<OutputBlock> copyTightly(OutputBlock block) {
    List<OutputBlock> pieces = new ArrayList<>();
    try {
      for (long from = block.offset(); from < block.end(); from = pieces.getLast().end()) {
        pieces.add(copy(block, from));
      }
      return pieces;
    } catch (RuntimeException | Error e) {
      pieces.forEach(OutputBlock::drop);
      throw e;
    }
  }

  /** As much as fills a power of two; the last in what has some room left. */
  private OutputBlock copy(OutputBlock block, long from) {
    int rest = (int) (block.end() - from);
    int filling = rest < SMALLEST_BLOCK ? rest : Integer.highestOneBit(rest);
    int count = Math.min(LARGEST_SHARED_BLOCK, filling);
    int room = Math.max(SMALLEST_BLOCK, count);
    ByteBuf copy = allocator.directBuffer(room, room);
    ByteBuf bytes = block.slice(from, count);
    copy.writeBytes(bytes);
    bytes.release();
    return unusedBlock().begin(block.stream(), from, block.order(), copy);
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
    take(-block.capacity());
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
