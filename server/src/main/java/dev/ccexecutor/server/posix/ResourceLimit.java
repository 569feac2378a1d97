package dev.ccexecutor.server.posix;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Locale;

/** One of the kernel's limits of a process, with its number in getrlimit(2). */
enum ResourceLimit {
  CPU(0),
  NPROC(6),
  NOFILE(7),
  AS(9);

  /** RLIM_INFINITY, which is the largest unsigned number. */
  static final long UNLIMITED = -1;

  private static final int OWN = 0;
  private static final long RLIMIT_BYTES = 16;

  private final int number;

  ResourceLimit(int number) {
    this.number = number;
  }

  /** What prlimit(1) calls it; it takes -1 for no limit. */
  String optionName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Both halves, as unsigned numbers. */
  record Bounds(long soft, long hard) {}

  /** This process's own. */
  Bounds own() throws PosixException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment found = arena.allocate(RLIMIT_BYTES, 8);
      call(arena, OWN, MemorySegment.NULL, found);
      return new Bounds(found.get(JAVA_LONG, 0), found.get(JAVA_LONG, 8));
    }
  }

  void setOwn(Bounds bounds) throws PosixException {
    set(OWN, bounds);
  }

  /** Sets it for another process, which must still be the one that is meant. */
  void set(int pid, Bounds bounds) throws PosixException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment wanted = arena.allocate(RLIMIT_BYTES, 8);
      wanted.set(JAVA_LONG, 0, bounds.soft());
      wanted.set(JAVA_LONG, 8, bounds.hard());
      call(arena, pid, wanted, MemorySegment.NULL);
    }
  }

  private void call(Arena arena, int pid, MemorySegment wanted, MemorySegment found)
      throws PosixException {
    try {
      MemorySegment errno = LibC.captureErrno(arena);
      if ((int) LibC.PRLIMIT.invokeExact(errno, pid, number, wanted, found) != 0) {
        throw new PosixException("prlimit(RLIMIT_" + name() + ")", LibC.errno(errno));
      }
    } catch (PosixException e) {
      throw e;
    } catch (Throwable t) {
      throw LibC.unexpected(t);
    }
  }
}
