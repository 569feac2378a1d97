package dev.ccexecutor.server.execution.spool;

import dev.ccexecutor.server.posix.RegularFile;
import dev.ccexecutor.server.threading.RunsOn;
import dev.ccexecutor.server.threading.ThreadRole;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.util.concurrent.EventExecutor;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashSet;
import java.util.SequencedSet;
import java.util.concurrent.Executor;

/** A thread that works on files, and the files that it holds open to read. */
final class SpoolThread implements Executor {
  /** Files that are read but no longer written, of all its executions together. */
  static final int MOST_READ_FILES = 16;

  private final EventExecutor thread;

  /** The one that was longest not asked for comes first. */
  private final SequencedSet<Segment> readFiles = new LinkedHashSet<>();

  SpoolThread(EventExecutor thread) {
    this.thread = thread;
  }

  @Override
  public void execute(Runnable task) {
    thread.execute(task);
  }

  boolean isEnding() {
    return thread.isShuttingDown();
  }

  /**
   * Reads a part of a segment that is known to be there.
   *
   * @return owned by the caller; null if the file is shorter than it was
   */
  @RunsOn(ThreadRole.SPOOL)
  ByteBuf read(Segment segment, long position, int length, ByteBufAllocator allocator)
      throws IOException {
    ByteBuf bytes = allocator.directBuffer(length, length);
    boolean whole = false;
    OpenFile file = null;
    try {
      file = openToRead(segment);
      int count = 0;
      while (bytes.isWritable() && count >= 0) {
        long at = position + bytes.readableBytes();
        count = bytes.writeBytes(file.channel(), at, bytes.writableBytes());
      }
      whole = !bytes.isWritable();
      return whole ? bytes : null;
    } finally {
      if (file != null) {
        file.endUse();
      }
      if (!whole) {
        bytes.release();
      }
    }
  }

  /** The segment's file, opened where it isn't; with a use of it that is the caller's to end. */
  private OpenFile openToRead(Segment segment) throws IOException {
    assert thread.inEventLoop();
    OpenFile open = segment.useIfOpen();
    if (readFiles.remove(segment)) {
      readFiles.addLast(segment);
    }
    if (open != null) {
      return open;
    }
    RegularFile.require(segment.path());
    OpenFile opened =
        new OpenFile(
            FileChannel.open(segment.path(), StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS),
            this);
    segment.opened(opened);
    readFiles.addLast(segment);
    if (readFiles.size() > MOST_READ_FILES) {
      readFiles.removeFirst().close();
    }
    opened.tryUse();
    return opened;
  }

  /** It won't be read for now: its file is closed as soon as nobody sends from it. */
  @RunsOn(ThreadRole.SPOOL)
  void closeRead(Segment segment) {
    readFiles.remove(segment);
    segment.close();
  }
}
