package dev.ccexecutor.server.posix;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Two stream sockets that are connected to each other and have no name (socketpair(2)): nobody but
 * who has them can get at what passes between. Close-on-exec, and nobody waits in them. Both become
 * the caller's.
 */
public record SocketPair(int one, int other) {
  private static final long AF_UNIX = 1;
  private static final long SOCK_STREAM_CLOEXEC_NONBLOCK = 1 | 0x80000 | 0x800;

  /**
   * Opens one.
   *
   * @throws PosixException if there are no more descriptors
   */
  public static SocketPair open() throws PosixException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment ends = arena.allocate(JAVA_INT, 2);
      new RawCall("socketpair", Machine.SYS_SOCKETPAIR)
          .make(AF_UNIX, SOCK_STREAM_CLOEXEC_NONBLOCK, 0, ends.address());
      return new SocketPair(ends.getAtIndex(JAVA_INT, 0), ends.getAtIndex(JAVA_INT, 1));
    }
  }
}
