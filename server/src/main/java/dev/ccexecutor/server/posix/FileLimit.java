package dev.ccexecutor.server.posix;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * The limit of open files (RLIMIT_NOFILE, getrlimit(2)): high for this server, as found at start
 * for its children, since programs that close every possible descriptor take seconds under a high
 * one.
 */
public final class FileLimit {
  private static final int RLIMIT_NOFILE = 7;
  private static final long RLIMIT_BYTES = 16;

  private final long soft;
  private final long hard;

  private FileLimit(long soft, long hard) {
    this.soft = soft;
    this.hard = hard;
  }

  private static FileLimit atStart;

  /**
   * Remembers the limit that this process was started with, then raises its own as far as it may.
   */
  public static synchronized FileLimit raiseOwn() throws PosixException {
    if (atStart != null) {
      return atStart;
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment found = arena.allocate(RLIMIT_BYTES, 8);
      call(arena, 0, MemorySegment.NULL, found);
      FileLimit limit = new FileLimit(found.get(JAVA_LONG, 0), found.get(JAVA_LONG, 8));
      call(arena, 0, limit(arena, limit.hard, limit.hard), MemorySegment.NULL);
      atStart = limit;
      return limit;
    }
  }

  /** A child that has ended meanwhile needs none. */
  void applyTo(int pid) throws PosixException {
    if (soft == hard) {
      return;
    }
    try (Arena arena = Arena.ofConfined()) {
      call(arena, pid, limit(arena, soft, hard), MemorySegment.NULL);
    }
  }

  private static MemorySegment limit(Arena arena, long soft, long hard) {
    MemorySegment limit = arena.allocate(RLIMIT_BYTES, 8);
    limit.set(JAVA_LONG, 0, soft);
    limit.set(JAVA_LONG, 8, hard);
    return limit;
  }

  private static void call(Arena arena, int pid, MemorySegment wanted, MemorySegment found)
      throws PosixException {
    try {
      MemorySegment errno = LibC.captureErrno(arena);
      if ((int) LibC.PRLIMIT.invokeExact(errno, pid, RLIMIT_NOFILE, wanted, found) != 0
          && LibC.errno(errno) != Errno.ESRCH) {
        throw new PosixException("prlimit(" + pid + ")", LibC.errno(errno));
      }
    } catch (PosixException e) {
      throw e;
    } catch (Throwable t) {
      throw LibC.unexpected(t);
    }
  }
}
