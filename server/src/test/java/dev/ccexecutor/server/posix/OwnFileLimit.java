package dev.ccexecutor.server.posix;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** The soft limit of open files of this process, to be changed for a moment. */
final class OwnFileLimit {
  private static final int RLIMIT_NOFILE = 7;

  private OwnFileLimit() {}

  /** Returns what it was before. */
  static long set(long soft) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment errno = LibC.captureErrno(arena);
      MemorySegment limit = arena.allocate(ValueLayout.JAVA_LONG, 2);
      int got = (int) LibC.PRLIMIT.invokeExact(errno, 0, RLIMIT_NOFILE, MemorySegment.NULL, limit);
      long found = limit.get(ValueLayout.JAVA_LONG, 0);
      limit.setAtIndex(ValueLayout.JAVA_LONG, 0, soft);
      int set = (int) LibC.PRLIMIT.invokeExact(errno, 0, RLIMIT_NOFILE, limit, MemorySegment.NULL);
      assertThat(got + set).isZero();
      return found;
    } catch (Throwable t) {
      throw LibC.unexpected(t);
    }
  }
}
