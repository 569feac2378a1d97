package dev.ccexecutor.server.posix;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.invoke.MethodHandle;

/** Signals that this process sends itself (kill(2)); Java sends none that it does not handle. */
public final class OwnSignal {
  // Not in LibC's table, for the sake of clients: see OwnTerminal.
  private static final MethodHandle KILL =
      NativeSymbols.errno("kill", JAVA_INT, JAVA_INT, JAVA_INT);

  private OwnSignal() {}

  /** Returns when it is sent; which of the threads gets it, and so when, is the kernel's choice. */
  public static void send(int number) throws PosixException {
    int self = Math.toIntExact(ProcessHandle.current().pid());
    try (Arena arena = Arena.ofConfined()) {
      var errno = NativeSymbols.captureErrno(arena);
      if ((int) KILL.invokeExact(errno, self, number) < 0) {
        throw new PosixException("kill", NativeSymbols.errno(errno));
      }
    } catch (PosixException e) {
      throw e;
    } catch (Throwable t) {
      throw NativeSymbols.unexpected(t);
    }
  }
}
