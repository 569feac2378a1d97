package dev.ccexecutor.server.execution.spool;

import io.netty.util.AbstractReferenceCounted;
import java.nio.channels.FileChannel;

/**
 * A piece of a file that may be sent as it is (sendfile(2)). The file stays open, and its bytes
 * stay, until the last reference is released, also if the spool has deleted or closed it meanwhile.
 * Any thread.
 */
public final class SpooledBytes extends AbstractReferenceCounted {
  private final OpenFile file;
  private final long position;
  private final int length;

  /**
   * @param file a use of it is taken over
   */
  SpooledBytes(OpenFile file, long position, int length) {
    this.file = file;
    this.position = position;
    this.length = length;
  }

  /** To read from, by position only; not to be closed. */
  public FileChannel file() {
    return file.channel();
  }

  /** Where in the file the first byte is. */
  public long position() {
    return position;
  }

  /** How many bytes, at least one. */
  public int length() {
    return length;
  }

  /**
   * A part of it with a reference count of its own, owned by the caller.
   *
   * @param from position of its first byte in this piece
   */
  public SpooledBytes retainedSlice(int from, int bytes) {
    if (from < 0 || bytes < 1 || bytes > length - from) {
      throw new IndexOutOfBoundsException("from " + from + ", bytes " + bytes + " of " + length);
    }
    if (refCnt() == 0 || !file.tryUse()) {
      throw new IllegalStateException("released already");
    }
    return new SpooledBytes(file, position + from, bytes);
  }

  @Override
  protected void deallocate() {
    file.endUse();
  }

  @Override
  public SpooledBytes touch(Object hint) {
    return this;
  }
}
