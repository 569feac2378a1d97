package dev.ccexecutor.server.posix;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * A system call by its number (syscall(2)), for those that the C library wraps otherwise than is
 * needed here: it carries changes of credentials over to all threads of the process (nptl(7)),
 * which the kernel does not.
 *
 * @param name as errors tell it
 */
record RawCall(String name, long number) {
  /**
   * Makes it with up to two arguments. The others are 0, as some calls demand of those that they
   * don't use.
   *
   * @return what the kernel returned, which is not negative
   */
  long make(long first, long second) throws PosixException {
    return make(first, second, 0, 0);
  }

  /** The same with up to four. */
  long make(long first, long second, long third, long fourth) throws PosixException {
    return make(first, second, third, fourth, 0);
  }

  /** The same with up to five; a pointer is the address of a segment that the caller keeps. */
  long make(long first, long second, long third, long fourth, long fifth) throws PosixException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment errno = LibC.captureErrno(arena);
      long result =
          (long)
              LibC.SYSCALL.invokeExact(
                  errno,
                  number,
                  first,
                  second,
                  MemorySegment.ofAddress(third),
                  fourth,
                  MemorySegment.ofAddress(fifth));
      if (result < 0) {
        throw new PosixException(name, LibC.errno(errno));
      }
      return result;
    } catch (PosixException e) {
      throw e;
    } catch (Throwable t) {
      throw LibC.unexpected(t);
    }
  }
}
