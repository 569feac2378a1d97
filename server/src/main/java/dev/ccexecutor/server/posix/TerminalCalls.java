package dev.ccexecutor.server.posix;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.netty.channel.unix.FileDescriptor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * What can be asked of a terminal by ioctl_tty(2). Numbers and structures are the kernel's own,
 * which are the same on x86-64 and aarch64; glibc's {@code unlockpt}, {@code ptsname_r}, {@code
 * tcgetattr} and their like wrap nothing but these. (Its {@code grantpt} has nothing to do where
 * the kernel makes the devices, which is everywhere today.)
 */
final class TerminalCalls {
  private static final long TCGETS = 0x5401;
  private static final long TCSETS = 0x5402;
  private static final long TIOCSWINSZ = 0x5414;
  private static final long TIOCSPTLCK = 0x40045431;
  private static final long TIOCGPTN = 0x80045430;

  // struct termios: four words of flags, then bytes.
  private static final long TERMIOS_BYTES = 36;
  private static final long INPUT_FLAGS = 0;
  private static final int IUTF8 = 0x4000;

  // struct winsize: rows, columns, and two sizes in pixels that nobody uses.
  private static final long WINSIZE_BYTES = 8;

  private TerminalCalls() {}

  /** Lets the other side of this master be opened. */
  static void unlock(FileDescriptor master) throws PosixException {
    try (Arena arena = Arena.ofConfined()) {
      call(arena, master, TIOCSPTLCK, arena.allocateFrom(JAVA_INT, 0), "TIOCSPTLCK");
    }
  }

  /** The path of the other side of this master. */
  static String pathOf(FileDescriptor master) throws PosixException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment number = arena.allocate(JAVA_INT);
      call(arena, master, TIOCGPTN, number, "TIOCGPTN");
      return "/dev/pts/" + Integer.toUnsignedString(number.get(JAVA_INT, 0));
    }
  }

  /** Who is in the foreground gets SIGWINCH if the size is another. */
  static void resize(FileDescriptor terminal, WindowSize size) throws PosixException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment winsize = arena.allocate(WINSIZE_BYTES, 2);
      winsize.setAtIndex(JAVA_SHORT, 0, (short) size.rows());
      winsize.setAtIndex(JAVA_SHORT, 1, (short) size.cols());
      call(arena, terminal, TIOCSWINSZ, winsize, "TIOCSWINSZ");
    }
  }

  /** Makes an erase take a whole character out of a line, not only its last byte. */
  static void expectUtf8(FileDescriptor terminal) throws PosixException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment termios = termios(arena, terminal);
      termios.set(JAVA_INT, INPUT_FLAGS, termios.get(JAVA_INT, INPUT_FLAGS) | IUTF8);
      call(arena, terminal, TCSETS, termios, "TCSETS");
    }
  }

  private static MemorySegment termios(Arena arena, FileDescriptor terminal) throws PosixException {
    MemorySegment termios = arena.allocate(TERMIOS_BYTES, 4);
    call(arena, terminal, TCGETS, termios, "TCGETS");
    return termios;
  }

  private static void call(
      Arena arena, FileDescriptor terminal, long request, MemorySegment argument, String name)
      throws PosixException {
    try {
      MemorySegment errno = LibC.captureErrno(arena);
      if ((int) ChildLibC.IOCTL.invokeExact(errno, terminal.intValue(), request, argument) < 0) {
        throw new PosixException("ioctl(" + name + ")", LibC.errno(errno));
      }
    } catch (PosixException e) {
      throw e;
    } catch (Throwable t) {
      throw LibC.unexpected(t);
    }
  }
}
