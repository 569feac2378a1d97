package dev.ccexecutor.server.posix;

import io.netty.channel.unix.FileDescriptor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** How much a pipe can hold, which a child may have changed (fcntl(2), F_SETPIPE_SZ). */
public final class PipeCapacity {
  private static final int F_GETPIPE_SZ = 1032;

  private PipeCapacity() {}

  /** The capacity of the pipe that this is one end of. */
  public static int bytesOf(FileDescriptor pipe) throws PosixException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment errno = LibC.captureErrno(arena);
      int bytes = (int) LibC.FCNTL.invokeExact(errno, pipe.intValue(), F_GETPIPE_SZ, 0);
      if (bytes < 0) {
        throw new PosixException("fcntl(F_GETPIPE_SZ)", LibC.errno(errno));
      }
      return bytes;
    } catch (PosixException e) {
      throw e;
    } catch (Throwable t) {
      throw LibC.unexpected(t);
    }
  }
}
