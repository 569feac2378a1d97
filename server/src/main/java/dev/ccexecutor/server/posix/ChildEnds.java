package dev.ccexecutor.server.posix;

import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;

/**
 * The two ends of a child's streams. The child's ends are closed with this; ours too, unless they
 * were taken.
 */
interface ChildEnds extends AutoCloseable {
  FileDescriptor childStdin();

  FileDescriptor childStdout();

  FileDescriptor childStderr();

  /** Hands our ends over to the caller, who closes them from here on. */
  Ours take();

  /**
   * Our ends, all non-blocking.
   *
   * @param stdin null where the child has nothing to read
   * @param stderr null where both outputs come through {@code stdout}
   */
  record Ours(FileDescriptor stdin, FileDescriptor stdout, FileDescriptor stderr) {}

  @Override
  void close() throws IOException;
}
