package dev.ccexecutor.server.posix;

import static java.lang.foreign.ValueLayout.ADDRESS;

import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What the kernel and the C library of this machine do for this process. Found by trying: version
 * numbers say nothing of what a container's seccomp filter refuses. Leaves nothing.
 */
public final class HostFeatures {
  private static final int NOTHING = 0;
  private static final long NO_DESCRIPTOR = 0xFFFFFFFFL;
  private static final long TIMEX_BYTES = 208;
  private static final long TIME_ERROR = 5;
  private static final long VERSION_BYTES = 64;

  private HostFeatures() {}

  /** A call that is needed and refused; empty if there is none. */
  public static Optional<PosixException> missingCall() {
    try {
      int own = (int) ProcessHandle.current().pid();
      int pidfd = (int) new RawCall("pidfd_open", Machine.SYS_PIDFD_OPEN).make(own, 0); // Linux 5.3
      try {
        new RawCall("pidfd_send_signal", Machine.SYS_PIDFD_SEND_SIGNAL).make(pidfd, NOTHING);
      } finally {
        close(pidfd);
      }
      // Linux 5.9: what posix_spawn closes the other descriptors of a child with.
      new RawCall("close_range", Machine.SYS_CLOSE_RANGE).make(NO_DESCRIPTOR, NO_DESCRIPTOR);
      return Optional.empty();
    } catch (PosixException refused) {
      return Optional.of(refused);
    }
  }

  private static void close(int descriptor) {
    try {
      new FileDescriptor(descriptor).close();
    } catch (IOException impossible) {
      throw new IllegalStateException(impossible); // Of a pidfd there is nothing to write out.
    }
  }

  /**
   * The version of the C library.
   *
   * @throws UnsatisfiedLinkError if it lacks what is needed; with the name of that
   */
  @SuppressWarnings("restricted") // The library's own string, which ends with a zero.
  public static String libraryVersion() {
    NativeSymbols.symbol("posix_spawn_file_actions_addclosefrom_np");
    try {
      MemorySegment version =
          (MemorySegment) NativeSymbols.direct("gnu_get_libc_version", ADDRESS).invokeExact();
      return version.reinterpret(VERSION_BYTES).getString(0);
    } catch (Error e) {
      throw e;
    } catch (Throwable t) {
      throw LibC.unexpected(t);
    }
  }

  /** Whether the time of day is kept right by somebody (adjtimex(2)). */
  public static boolean isClockSynchronized() throws PosixException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment timex = arena.allocate(TIMEX_BYTES, Long.BYTES); // modes 0: changes nothing
      return new RawCall("adjtimex", Machine.SYS_ADJTIMEX).make(timex.address(), 0) != TIME_ERROR;
    }
  }

  /** How many files this process may raise its limit to; empty for no limit. */
  public static OptionalLong mostOpenFiles() throws PosixException {
    return bound(ResourceLimit.NOFILE.own().hard());
  }

  /** How many processes and threads its user may have; empty for no limit. Root has none. */
  public static OptionalLong mostProcesses() throws PosixException {
    return ServerProcess.isRoot() ? OptionalLong.empty() : bound(ResourceLimit.NPROC.own().soft());
  }

  private static OptionalLong bound(long limit) {
    return limit == ResourceLimit.UNLIMITED ? OptionalLong.empty() : OptionalLong.of(limit);
  }

  /**
   * Makes a cgroup as a server does, and removes it.
   *
   * @throws IOException with the reason if there is none to be had
   */
  public static void tryControlGroups() throws IOException {
    ControlGroups.open().close();
  }
}
