package dev.ccexecutor.server.posix;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Ends a child that can't be handed on, so that it is not left behind: no pidfd could be had
 * (EMFILE, say), or it was killed ahead of its exec.
 */
final class UnheldChild {
  private static final long P_PID = 1;
  private static final long WEXITED = 4;
  private static final int SIGKILL = 9;
  private static final long SIGINFO_BYTES = 128;

  private UnheldChild() {}

  /**
   * Waits for the end, which after SIGKILL of a process that has just started is near. One that was
   * killed before may not have come to a group of its own.
   */
  static void killAndReap(int pid) throws PosixException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment errno = LibC.captureErrno(arena);
      if ((int) ChildLibC.KILL.invokeExact(errno, -pid, SIGKILL) != 0
          && LibC.errno(errno) != Errno.ESRCH) {
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
