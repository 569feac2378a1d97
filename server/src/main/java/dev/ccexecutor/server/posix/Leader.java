package dev.ccexecutor.server.posix;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * The process that a command started as, held by pid and pidfd. Its pid is its group's and its
 * session's id too.
 *
 * <p><b>Why a signal to the group can't hit a stranger:</b> the kernel keeps a pid, and with it the
 * number of the group, as long as its process is a zombie that nobody reaped. So {@link
 * #signalGroup} is allowed until {@link #reap}, which comes last of all, and never after it; it is
 * called on the execution's reader loop, which reaps, or on the sweeper's thread by a question that
 * the reaping waits for.
 */
public final class Leader {
  private static final long P_PIDFD = 3;
  private static final long WNOHANG = 1;
  private static final long WEXITED = 4;
  private static final long WNOWAIT = 0x1000000;
  private static final int CLD_EXITED = 1;
  private static final int SIGKILL = 9;

  // siginfo_t and struct rusage, the same on x86-64 and aarch64.
  private static final long SIGINFO_BYTES = 128;
  private static final long SIGINFO_CODE = 8;
  private static final long SIGINFO_PID = 16;
  private static final long SIGINFO_STATUS = 24;
  private static final long RUSAGE_BYTES = 144;
  private static final long RUSAGE_USER = 0;
  private static final long RUSAGE_SYSTEM = 16;

  private final int pid;
  private final FileDescriptor pidfd;
  private boolean reaped;

  Leader(int pid, FileDescriptor pidfd) {
    this.pid = pid;
    this.pidfd = pidfd;
  }

  public int pid() {
    return pid;
  }

  /** Readable once the process has ended (pidfd_open(2)). Stays ours: {@link #reap} closes it. */
  public FileDescriptor pidfd() {
    return pidfd;
  }

  /** How it ended, leaving it a zombie so that its pid stays taken, or null while it runs. */
  public ChildExit peekExit() throws PosixException {
    return waitid(WEXITED | WNOHANG | WNOWAIT);
  }

  /**
   * Sends a signal to every process of the group.
   *
   * @return false if the group has nobody left to signal
   */
  public boolean signalGroup(int signal) throws PosixException {
    if (reaped) {
      throw new IllegalStateException("group " + pid + " was given back to the kernel");
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment errno = LibC.captureErrno(arena);
      if ((int) ChildLibC.KILL.invokeExact(errno, -pid, signal) == 0) {
        return true;
      }
      if (LibC.errno(errno) == Errno.ESRCH) {
        return false;
      }
      throw new PosixException("kill(-" + pid + ", " + signal + ")", LibC.errno(errno));
    } catch (PosixException e) {
      throw e;
    } catch (Throwable t) {
      throw LibC.unexpected(t);
    }
  }

  /**
   * Gives the pid back to the kernel and closes the pidfd. The last call of all; repeated calls do
   * nothing.
   */
  public void reap() throws IOException {
    reap(WEXITED | WNOHANG);
  }

  /** Ends the group, and gives the pid back when its leader has ended, for which it waits. */
  void killAndReap() throws IOException {
    try {
      signalGroup(SIGKILL);
    } finally {
      reap(WEXITED);
    }
  }

  private void reap(long options) throws IOException {
    if (reaped) {
      return;
    }
    reaped = true;
    try {
      waitid(options);
    } finally {
      pidfd.close();
    }
  }

  private ChildExit waitid(long options) throws PosixException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment errno = LibC.captureErrno(arena);
      MemorySegment info = arena.allocate(SIGINFO_BYTES, 8);
      MemorySegment usage = arena.allocate(RUSAGE_BYTES, 8);
      long result =
          (long)
              LibC.SYSCALL.invokeExact(
                  errno,
                  Machine.SYS_WAITID,
                  P_PIDFD,
                  (long) pidfd.intValue(),
                  info,
                  options,
                  usage);
      if (result < 0) {
        throw new PosixException("waitid(" + pid + ")", LibC.errno(errno));
      }
      // With WNOHANG "nothing yet" is success with a pid of 0 (waitid(2)).
      return info.get(JAVA_INT, SIGINFO_PID) == 0 ? null : toExit(info, usage);
    } catch (PosixException e) {
      throw e;
    } catch (Throwable t) {
      throw LibC.unexpected(t);
    }
  }

  private static ChildExit toExit(MemorySegment info, MemorySegment usage) {
    boolean exited = info.get(JAVA_INT, SIGINFO_CODE) == CLD_EXITED;
    int status = info.get(JAVA_INT, SIGINFO_STATUS);
    return new ChildExit(
        exited ? status : -1,
        exited ? 0 : status,
        micros(usage, RUSAGE_USER),
        micros(usage, RUSAGE_SYSTEM));
  }

  private static long micros(MemorySegment usage, long timeval) {
    return usage.get(JAVA_LONG, timeval) * 1_000_000 + usage.get(JAVA_LONG, timeval + 8);
  }
}
