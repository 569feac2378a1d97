package dev.ccexecutor.bench;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * What the machine can do: posix_spawn(3) of {@code /bin/true} and waitpid(2), with no pipes, no
 * attributes, no file actions and nobody told. May be used by several threads, each waiting for its
 * own.
 */
final class BareSpawn {
  private static final String PROGRAM = "/bin/true";

  private static final MethodHandle POSIX_SPAWN =
      link("posix_spawn", ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS);
  private static final MethodHandle WAITPID = link("waitpid", JAVA_INT, ADDRESS, JAVA_INT);

  private final MemorySegment program = Arena.global().allocateFrom(PROGRAM);
  private final MemorySegment argv = strings(program);
  private final MemorySegment environment =
      strings(Arena.global().allocateFrom("PATH=/usr/bin:/bin"));

  @SuppressWarnings("restricted") // The command that starts these figures grants native access.
  private static MethodHandle link(String name, MemoryLayout... arguments) {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(
        linker.defaultLookup().find(name).orElseThrow(),
        FunctionDescriptor.of(JAVA_INT, arguments));
  }

  private static MemorySegment strings(MemorySegment only) {
    MemorySegment array = Arena.global().allocate(ADDRESS, 2);
    array.setAtIndex(ADDRESS, 0, only);
    return array;
  }

  /** Starts one and waits for its end. */
  void runOnce() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment number = arena.allocate(JAVA_INT);
      MemorySegment none = MemorySegment.NULL;
      int error = (int) POSIX_SPAWN.invokeExact(number, program, none, none, argv, environment);
      int pid = number.get(JAVA_INT, 0);
      if (error != 0
          || (int) WAITPID.invokeExact(pid, number, 0) != pid
          || number.get(JAVA_INT, 0) != 0) {
        throw new IllegalStateException(PROGRAM + " did not run and end well, errno " + error);
      }
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable t) {
      throw new AssertionError("a native call threw", t);
    }
  }
}
