package dev.ccexecutor.server.posix;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * What this process must be before it may have children. Called once, before anything else of this
 * package.
 */
public final class ServerProcess {
  private static final int SIGCHLD = 17;
  private static final int STDERR_FILENO = 2;
  private static final long PR_SET_DUMPABLE = 4;

  private ServerProcess() {}

  /**
   * Makes it so.
   *
   * @throws IOException if the machine won't have it
   */
  public static void prepare() throws IOException {
    Epoll.ensureAvailability(); // Loads Netty's native part, which FileDescriptor needs too.
    occupyStandardDescriptors();
    keepExitStatuses();
    hideFromOthers();
  }

  /** Whether it may do what takes root (credentials(7)). */
  public static boolean isRoot() {
    return effectiveUser() == 0;
  }

  private static int effectiveUser() {
    try {
      return (int) new RawCall("geteuid", Machine.SYS_GETEUID).make(0, 0);
    } catch (PosixException e) {
      throw new IllegalStateException(e); // There is no error that it could return.
    }
  }

  /**
   * Started with closed standard streams, a pipe could get number 1 and be overwritten in the child
   * by dup2.
   */
  private static void occupyStandardDescriptors() throws IOException {
    FileDescriptor fd;
    do {
      fd = Descriptors.open("/dev/null", Descriptors.O_RDWR);
    } while (fd.intValue() <= STDERR_FILENO);
    fd.close();
  }

  /**
   * Commands mostly run as the same user. That would let them read this server's memory and its
   * environment, with the tokens in both, or trace it (PR_SET_DUMPABLE of prctl(2), ptrace(2)).
   * Children get back what is usual with their exec.
   */
  private static void hideFromOthers() throws PosixException {
    new RawCall("prctl", Machine.SYS_PRCTL).make(PR_SET_DUMPABLE, 0);
  }

  /**
   * Where SIGCHLD was inherited as ignored, children reap themselves and their exit status is lost
   * (wait(2)).
   */
  private static void keepExitStatuses() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment errno = LibC.captureErrno(arena);
      MemorySegment former =
          (MemorySegment) LibC.SIGNAL.invokeExact(errno, SIGCHLD, MemorySegment.NULL);
      if (former.address() == -1L) {
        throw new PosixException("signal(SIGCHLD)", LibC.errno(errno));
      }
    } catch (Throwable t) {
      throw LibC.unexpected(t);
    }
  }
}
