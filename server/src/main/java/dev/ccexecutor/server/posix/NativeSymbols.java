package dev.ccexecutor.server.posix;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/**
 * How native functions are linked. Apart from the tables of them ({@link LibC}, {@link ChildLibC},
 * {@link OwnTerminal}'s), so that a client that needs one of them links one.
 */
@SuppressWarnings("restricted") // Native access is what it is for; the jar's manifest grants it.
final class NativeSymbols {
  private static final Linker LINKER = Linker.nativeLinker();
  private static final SymbolLookup SYMBOLS = LINKER.defaultLookup();
  private static final MemoryLayout ERRNO_LAYOUT = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO =
      ERRNO_LAYOUT.varHandle(MemoryLayout.PathElement.groupElement("errno"));

  private NativeSymbols() {}

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

  static MemorySegment symbol(String name) {
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
