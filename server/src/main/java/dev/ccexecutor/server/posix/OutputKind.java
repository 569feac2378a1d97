package dev.ccexecutor.server.posix;

import io.netty.channel.unix.Errors;
import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;

/** What our end of a child's output is: it says how much it may hold, and how its end shows. */
public enum OutputKind {
  PIPE {
    @Override
    public int capacityBytes(FileDescriptor output) throws PosixException {
      return PipeCapacity.bytesOf(output);
    }

    @Override
    public boolean isEnd(IOException failure) {
      return false;
    }
  },

  TERMINAL {
    @Override
    public int capacityBytes(FileDescriptor output) {
      return TERMINAL_BYTES;
    }

    @Override
    public boolean isEnd(IOException failure) {
      // What was written before was read by then.
      return failure instanceof Errors.NativeIoException refused
          && refused.expectedErr() == -Errno.EIO;
    }
  };

  /** The kernel does not tell how much a terminal holds; about 20 KiB were seen. */
  private static final int TERMINAL_BYTES = 64 * 1024;

  /** At least what it holds when nobody reads it, in bytes. */
  public abstract int capacityBytes(FileDescriptor output) throws PosixException;

  /** Whether a read that failed so has met the end, beside a read that returned it. */
  public abstract boolean isEnd(IOException failure);
}
