package dev.ccexecutor.server.posix;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/**
 * The table of native symbols: C names, C types, nothing else. Here are those that a server needs
 * to start; the rest is in {@link ChildLibC}, because to link all of them takes longer than the
 * whole start. A symbol that is missing fails with its name when its class is loaded.
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

  static {
    // The newest of all that is needed anywhere: without it the server is not even to start.
    symbol("posix_spawn_file_actions_addclosefrom_np");
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
    return link(name, FunctionDescriptor.of(result, arguments));
  }

  static MethodHandle errno(String name, MemoryLayout result, MemoryLayout... arguments) {
    return link(
        name, FunctionDescriptor.of(result, arguments), Linker.Option.captureCallState("errno"));
  }

  /**
   * Variadic functions pass what follows their fixed arguments by another convention on some
   * machines.
   */
  static MethodHandle variadic(
      String name, int fixedArguments, MemoryLayout result, MemoryLayout... arguments) {
    return link(
        name,
        FunctionDescriptor.of(result, arguments),
        Linker.Option.captureCallState("errno"),
        Linker.Option.firstVariadicArg(fixedArguments));
  }

  private static MethodHandle link(
      String name, FunctionDescriptor descriptor, Linker.Option... options) {
    return LINKER.downcallHandle(symbol(name), descriptor, options);
  }

  private static MemorySegment symbol(String name) {
    return SYMBOLS
        .find(name)
        .orElseThrow(
            () ->
                new UnsatisfiedLinkError(
                    "the C library has no "
                        + name
                        + "; CC-Executor needs Linux with glibc 2.34 or newer"));
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
