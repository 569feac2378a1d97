package dev.ccexecutor.server.posix;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * The table of native symbols: C names, C types, nothing else. Here are those that a server needs
 * to start; the rest is in {@link ChildLibC}, because to link all of them takes longer than the
 * whole start. A symbol that is missing fails with its name when its class is loaded.
 *
 * <p>Functions that report through {@code errno} take a capture segment from {@link #captureErrno}
 * first; the {@code posix_spawn} family returns its error instead and takes none.
 */
final class LibC {
  static {
    // The newest of all that is needed anywhere: without it the server is not even to start.
    NativeSymbols.symbol("posix_spawn_file_actions_addclosefrom_np");
  }

  static final MethodHandle OPEN = variadic("open", 2, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT);
  static final MethodHandle FCNTL = variadic("fcntl", 2, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT);
  static final MethodHandle PRCTL = variadic("prctl", 1, JAVA_INT, JAVA_INT, JAVA_LONG);
  static final MethodHandle SIGNAL = errno("signal", ADDRESS, JAVA_INT, ADDRESS);
  static final MethodHandle CLOCK_GETTIME = errno("clock_gettime", JAVA_INT, JAVA_INT, ADDRESS);
  static final MethodHandle PRLIMIT =
      errno("prlimit", JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS);

  /**
   * {@code syscall(2)} for calls that glibc wraps late or not in full: number and five arguments.
   */
  static final MethodHandle SYSCALL =
      variadic(
          "syscall", 1, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, ADDRESS, JAVA_LONG, ADDRESS);

  private LibC() {}

  static MethodHandle direct(String name, MemoryLayout result, MemoryLayout... arguments) {
    return NativeSymbols.direct(name, result, arguments);
  }

  static MethodHandle errno(String name, MemoryLayout result, MemoryLayout... arguments) {
    return NativeSymbols.errno(name, result, arguments);
  }

  /** See {@link NativeSymbols#variadic}. */
  static MethodHandle variadic(
      String name, int fixedArguments, MemoryLayout result, MemoryLayout... arguments) {
    return NativeSymbols.variadic(name, fixedArguments, result, arguments);
  }

  /** Room for one call's errno, owned by the arena. */
  static MemorySegment captureErrno(Arena arena) {
    return NativeSymbols.captureErrno(arena);
  }

  /** What the call that last used this segment left in errno. */
  static int errno(MemorySegment capture) {
    return NativeSymbols.errno(capture);
  }

  /** A downcall declares {@code Throwable}; only an error of ours can come out of it. */
  static AssertionError unexpected(Throwable thrown) {
    return NativeSymbols.unexpected(thrown);
  }
}
