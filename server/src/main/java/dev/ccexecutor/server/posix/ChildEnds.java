package dev.ccexecutor.server.posix;

import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;

/**
 * The two ends of a child's streams. The child's ends are closed with this; ours too, unless they
 * were taken.
 */
interface ChildEnds extends AutoCloseable {
  /** Adds what makes the child's ends its descriptors 0, 1 and 2. */
  void giveTo(FileActions actions) throws PosixException;

  /** Makes pipes and terminals a user's, so that its processes may open them by name as well. */
  void setOwner(int uid) throws PosixException;

  /** Hands our ends over to the caller, who closes them from here on. */
  Ours take();

  /**
   * Our ends, all non-blocking.
   *
   * @param stdin null where the child has nothing to read
   * @param stderr null where both outputs come through {@code stdout}
   * @param terminal null where these are pipes
   */
  record Ours(
      FileDescriptor stdin, FileDescriptor stdout, FileDescriptor stderr, Terminal terminal) {}

  @Override
  void close() throws IOException;
}
