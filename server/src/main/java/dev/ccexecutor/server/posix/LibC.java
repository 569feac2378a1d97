package dev.ccexecutor.server.posix;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/**
 * The one table of native symbols: C names, C types, nothing else. A symbol that is missing fails
 * with its name when this class is loaded.
 *
 * <p>Functions that report through {@code errno} take a capture segment from {@link #captureErrno}
 * first; the {@code posix_spawn} family returns its error instead and takes none.
 */
@SuppressWarnings(
    "restricted") // Native access is what this class is for; the jar's manifest grants it.
final class LibC {
  private static final Linker LINKER = Linker.nativeLinker();
  private static final SymbolLookup SYMBOLS = LINKER.defaultLookup();
  private static final MemoryLayout ERRNO_LAYOUT = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO =
      ERRNO_LAYOUT.varHandle(MemoryLayout.PathElement.groupElement("errno"));

  // posix_spawn(3) and its attributes: these return the error number.
  static final MethodHandle POSIX_SPAWN =
      direct("posix_spawn", JAVA_INT, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS);
  static final MethodHandle SPAWNATTR_INIT = direct("posix_spawnattr_init", JAVA_INT, ADDRESS);
  static final MethodHandle SPAWNATTR_SETFLAGS =
      direct("posix_spawnattr_setflags", JAVA_INT, ADDRESS, JAVA_SHORT);
  static final MethodHandle SPAWNATTR_SETSIGMASK =
      direct("posix_spawnattr_setsigmask", JAVA_INT, ADDRESS, ADDRESS);
  static final MethodHandle SPAWNATTR_SETSIGDEFAULT =
      direct("posix_spawnattr_setsigdefault", JAVA_INT, ADDRESS, ADDRESS);
  static final MethodHandle FILE_ACTIONS_INIT =
      direct("posix_spawn_file_actions_init", JAVA_INT, ADDRESS);
  static final MethodHandle FILE_ACTIONS_DESTROY =
      direct("posix_spawn_file_actions_destroy", JAVA_INT, ADDRESS);
  static final MethodHandle FILE_ACTIONS_ADDDUP2 =
      direct("posix_spawn_file_actions_adddup2", JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT);
  static final MethodHandle FILE_ACTIONS_ADDOPEN =
      direct(
          "posix_spawn_file_actions_addopen",
          JAVA_INT,
          ADDRESS,
          JAVA_INT,
          ADDRESS,
          JAVA_INT,
          JAVA_INT);
  static final MethodHandle FILE_ACTIONS_ADDFCHDIR =
      direct("posix_spawn_file_actions_addfchdir_np", JAVA_INT, ADDRESS, JAVA_INT);
  static final MethodHandle FILE_ACTIONS_ADDCLOSEFROM =
      direct("posix_spawn_file_actions_addclosefrom_np", JAVA_INT, ADDRESS, JAVA_INT);

  static final MethodHandle SYSCONF = direct("sysconf", JAVA_LONG, JAVA_INT);

  // Descriptors and signals: these set errno.
  static final MethodHandle OPEN = variadic("open", 2, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT);
  static final MethodHandle CLOSE = errno("close", JAVA_INT, JAVA_INT);
  static final MethodHandle PIPE2 = errno("pipe2", JAVA_INT, ADDRESS, JAVA_INT);
  static final MethodHandle FCNTL = variadic("fcntl", 2, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT);
  static final MethodHandle IOCTL = variadic("ioctl", 2, JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS);
  static final MethodHandle KILL = errno("kill", JAVA_INT, JAVA_INT, JAVA_INT);
  static final MethodHandle PRCTL = variadic("prctl", 1, JAVA_INT, JAVA_INT, JAVA_LONG);
  static final MethodHandle SIGNAL = errno("signal", ADDRESS, JAVA_INT, ADDRESS);
  static final MethodHandle CLOCK_GETTIME = errno("clock_gettime", JAVA_INT, JAVA_INT, ADDRESS);
  static final MethodHandle PRLIMIT =
      errno("prlimit", JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS);
  static final MethodHandle SETPRIORITY =
      errno("setpriority", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT);
  static final MethodHandle MKFIFO = errno("mkfifo", JAVA_INT, ADDRESS, JAVA_INT);

  /**
   * {@code syscall(2)} for calls that glibc wraps late or not in full: number and five arguments.
   */
  static final MethodHandle SYSCALL =
      variadic(
          "syscall", 1, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, ADDRESS, JAVA_LONG, ADDRESS);

  private LibC() {}

  private static MethodHandle direct(String name, MemoryLayout result, MemoryLayout... arguments) {
    return link(name, FunctionDescriptor.of(result, arguments));
  }

  private static MethodHandle errno(String name, MemoryLayout result, MemoryLayout... arguments) {
    return link(
        name, FunctionDescriptor.of(result, arguments), Linker.Option.captureCallState("errno"));
  }

  /**
   * Variadic functions pass what follows their fixed arguments by another convention on some
   * machines.
   */
  private static MethodHandle variadic(
      String name, int fixedArguments, MemoryLayout result, MemoryLayout... arguments) {
    return link(
        name,
        FunctionDescriptor.of(result, arguments),
        Linker.Option.captureCallState("errno"),
        Linker.Option.firstVariadicArg(fixedArguments));
  }

  private static MethodHandle link(
      String name, FunctionDescriptor descriptor, Linker.Option... options) {
    MemorySegment symbol =
        SYMBOLS
            .find(name)
            .orElseThrow(
                () ->
                    new UnsatisfiedLinkError(
                        "the C library has no "
                            + name
                            + "; CC-Executor needs Linux with glibc 2.34 or newer"));
    return LINKER.downcallHandle(symbol, descriptor, options);
  }

  /** Room for one call's errno, owned by the arena. */
  static MemorySegment captureErrno(Arena arena) {
    return arena.allocate(ERRNO_LAYOUT);
  }

  /** What the call that last used this segment left in errno. */
  static int errno(MemorySegment capture) {
    return (int) ERRNO.get(capture, 0L);
  }

  /** A downcall declares {@code Throwable}; only an error of ours can come out of it. */
  static AssertionError unexpected(Throwable thrown) {
    if (thrown instanceof Error error) {
      throw error;
    }
    return new AssertionError("a native call threw", thrown);
  }
}
