package dev.ccexecutor.server.posix;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Ends a child for which no pidfd could be had (EMFILE, say), so that it is not left behind. */
final class UnheldChild {
  private static final long P_PID = 1;
  private static final long WEXITED = 4;
  private static final int SIGKILL = 9;
  private static final long SIGINFO_BYTES = 128;

  private UnheldChild() {}

  /** Waits for the end, which after SIGKILL of a process that has just started is near. */
  static void killAndReap(int pid) throws PosixException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment errno = LibC.captureErrno(arena);
      if ((int) LibC.KILL.invokeExact(errno, -pid, SIGKILL) != 0) {
        throw new PosixException("kill(-" + pid + ")", LibC.errno(errno));
      }
      MemorySegment info = arena.allocate(SIGINFO_BYTES, 8);
      long result;
      do {
        result =
            (long)
                LibC.SYSCALL.invokeExact(
                    errno,
                    Machine.SYS_WAITID,
                    P_PID,
                    (long) pid,
                    info,
                    WEXITED,
                    MemorySegment.NULL);
      } while (result < 0 && LibC.errno(errno) == Errno.EINTR);
    } catch (PosixException e) {
      throw e;
    } catch (Throwable t) {
      throw LibC.unexpected(t);
    }
  }
}
