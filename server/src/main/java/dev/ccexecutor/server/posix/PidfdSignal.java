package dev.ccexecutor.server.posix;

import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Signals to one process that can't reach another one that was given its pid meanwhile. */
final class PidfdSignal {
  private PidfdSignal() {}

  /**
   * A descriptor that means this very process for as long as it is open, or null if the pid is
   * free.
   */
  static FileDescriptor open(int pid) throws PosixException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment errno = LibC.captureErrno(arena);
      long fd =
          (long)
              LibC.SYSCALL.invokeExact(
                  errno,
                  Machine.SYS_PIDFD_OPEN,
                  (long) pid,
                  0L,
                  MemorySegment.NULL,
                  0L,
                  MemorySegment.NULL);
      if (fd >= 0) {
        return new FileDescriptor((int) fd);
      }
      if (LibC.errno(errno) == Errno.ESRCH) {
        return null;
      }
      throw new PosixException("pidfd_open(" + pid + ")", LibC.errno(errno));
    } catch (PosixException e) {
      throw e;
    } catch (Throwable t) {
      throw LibC.unexpected(t);
    }
  }

  /**
   * Signals the process that was seen in a table, if it still is the one: the start time is
   * compared after the descriptor is held, so what is signalled is what was compared.
   *
   * @return false if that process is gone
   */
  static boolean send(ProcessTable.Entry process, int... signals) throws IOException {
    FileDescriptor pidfd = open(process.pid());
    if (pidfd == null) {
      return false;
    }
    try {
      ProcessTable.Entry now = ProcessTable.read(process.pid());
      if (now == null || now.startTicks() != process.startTicks()) {
        return false;
      }
      for (int signal : signals) {
        if (!send(pidfd, signal)) {
          return false;
        }
      }
      return true;
    } finally {
      pidfd.close();
    }
  }

  private static boolean send(FileDescriptor pidfd, int signal) throws PosixException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment errno = LibC.captureErrno(arena);
      long result =
          (long)
              LibC.SYSCALL.invokeExact(
                  errno,
                  Machine.SYS_PIDFD_SEND_SIGNAL,
                  (long) pidfd.intValue(),
                  (long) signal,
                  MemorySegment.NULL,
                  0L,
                  MemorySegment.NULL);
      if (result == 0) {
        return true;
      }
      if (LibC.errno(errno) == Errno.ESRCH) {
        return false;
      }
      throw new PosixException("pidfd_send_signal(" + signal + ")", LibC.errno(errno));
    } catch (PosixException e) {
      throw e;
    } catch (Throwable t) {
      throw LibC.unexpected(t);
    }
  }
}
