package dev.ccexecutor.server.posix;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/**
 * A terminal that this process was started on, as one of its own descriptors. Numbers and
 * structures are the kernel's, as in {@link TerminalCalls}, see ioctl_tty(2) and termios(3).
 *
 * <p>May be used on any thread; who sets its modes from several has to put them in order. A process
 * in the background that sets them is stopped by SIGTTOU, unless it ignores that.
 */
public final class OwnTerminal {
  // A client needs no more of the C library than this, and links nothing else.
  private static final MethodHandle IOCTL =
      NativeSymbols.variadic("ioctl", 2, JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS);

  private static final long TCGETS = 0x5401;
  private static final long TCSETS = 0x5402;
  private static final long TIOCGWINSZ = 0x5413;

  // struct termios of the kernel: c_iflag, c_oflag, c_cflag, c_lflag, c_line, c_cc[19].
  private static final int TERMIOS_BYTES = 36;
  private static final int INPUT_FLAGS = 0;
  private static final int OUTPUT_FLAGS = 4;
  private static final int CONTROL_FLAGS = 8;
  private static final int LOCAL_FLAGS = 12;
  private static final int CONTROL_CHARACTERS = 17;
  private static final int VTIME = CONTROL_CHARACTERS + 5;
  private static final int VMIN = CONTROL_CHARACTERS + 6;

  // What cfmakeraw(3) takes away: IGNBRK BRKINT PARMRK ISTRIP INLCR IGNCR ICRNL IXON,
  private static final int COOKED_INPUT = 0x1 | 0x2 | 0x8 | 0x20 | 0x40 | 0x80 | 0x100 | 0x400;
  // OPOST,
  private static final int COOKED_OUTPUT = 0x1;
  // ISIG ICANON ECHO ECHONL IEXTEN,
  private static final int COOKED_LOCAL = 0x1 | 0x2 | 0x8 | 0x40 | 0x8000;
  // CSIZE PARENB; and CS8, which it sets.
  private static final int CHARACTER_SIZE = 0x30 | 0x100;
  private static final int EIGHT_BITS = 0x30;

  private final int descriptor;

  private OwnTerminal(int descriptor) {
    this.descriptor = descriptor;
  }

  /** How a terminal was set, to be put back. Nobody changes it. */
  public static final class Modes {
    private final byte[] termios;

    private Modes(byte[] termios) {
      this.termios = termios;
    }
  }

  /** Nothing if this descriptor is no terminal. */
  public static Optional<OwnTerminal> of(int descriptor) {
    OwnTerminal terminal = new OwnTerminal(descriptor);
    try {
      terminal.modes();
      return Optional.of(terminal);
    } catch (PosixException isNone) {
      return Optional.empty(); // that is what isatty(3) asks as well
    }
  }

  /** How it is set now. */
  public Modes modes() throws PosixException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment termios = arena.allocate(TERMIOS_BYTES, Integer.BYTES);
      call(arena, TCGETS, termios, "TCGETS");
      return new Modes(termios.toArray(JAVA_BYTE));
    }
  }

  /** Puts them back, at once: to wait for what is still on its way out could take for ever. */
  public void set(Modes modes) throws PosixException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment termios = arena.allocate(TERMIOS_BYTES, Integer.BYTES);
      set(arena, termios.copyFrom(MemorySegment.ofArray(modes.termios)));
    }
  }

  /**
   * From these modes on: no echo, no lines, no signals, nothing rewritten; each byte at once
   * (cfmakeraw(3)).
   */
  public void makeRaw(Modes modes) throws PosixException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment termios = arena.allocate(TERMIOS_BYTES, Integer.BYTES);
      termios.copyFrom(MemorySegment.ofArray(modes.termios));
      clear(termios, INPUT_FLAGS, COOKED_INPUT);
      clear(termios, OUTPUT_FLAGS, COOKED_OUTPUT);
      clear(termios, LOCAL_FLAGS, COOKED_LOCAL);
      clear(termios, CONTROL_FLAGS, CHARACTER_SIZE);
      termios.set(JAVA_INT, CONTROL_FLAGS, termios.get(JAVA_INT, CONTROL_FLAGS) | EIGHT_BITS);
      termios.set(JAVA_BYTE, VMIN, (byte) 1);
      termios.set(JAVA_BYTE, VTIME, (byte) 0);
      set(arena, termios);
    }
  }

  /** Nothing if it does not know, as a serial line may not. */
  public Optional<WindowSize> size() throws PosixException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment winsize = arena.allocate(4 * Short.BYTES, Short.BYTES);
      call(arena, TIOCGWINSZ, winsize, "TIOCGWINSZ");
      int rows = Short.toUnsignedInt(winsize.getAtIndex(JAVA_SHORT, 0));
      int cols = Short.toUnsignedInt(winsize.getAtIndex(JAVA_SHORT, 1));
      return rows == 0 || cols == 0 ? Optional.empty() : Optional.of(new WindowSize(cols, rows));
    }
  }

  private static void clear(MemorySegment termios, int flags, int bits) {
    termios.set(JAVA_INT, flags, termios.get(JAVA_INT, flags) & ~bits);
  }

  private void set(Arena arena, MemorySegment termios) throws PosixException {
    call(arena, TCSETS, termios, "TCSETS");
  }

  private void call(Arena arena, long request, MemorySegment argument, String name)
      throws PosixException {
    try {
      MemorySegment errno = NativeSymbols.captureErrno(arena);
      if ((int) IOCTL.invokeExact(errno, descriptor, request, argument) < 0) {
        throw new PosixException("ioctl(" + name + ")", NativeSymbols.errno(errno));
      }
    } catch (PosixException e) {
      throw e;
    } catch (Throwable t) {
      throw NativeSymbols.unexpected(t);
    }
  }
}
