package dev.ccexecutor.server.posix;

import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;

/**
 * A child's terminal, as the server holds it: its side of the pseudo-terminal, opened once more.
 *
 * <p>As long as this is open the output has no end. Without it a child that closes its three
 * streams, and opens {@code /dev/tty} later to ask for a password, would have ended its output
 * meanwhile: the master's reads fail with EIO whenever nobody has the other side open.
 *
 * <p>Owned by the execution, on its reader loop.
 */
public final class Terminal implements AutoCloseable {
  private final FileDescriptor childSide;

  Terminal(FileDescriptor childSide) {
    this.childSide = childSide;
  }

  /** False once the server has let go of it: the leader has ended. */
  public boolean isOpen() {
    return childSide.isOpen();
  }

  /**
   * Gives it another size, of which SIGWINCH tells who is in the foreground.
   *
   * @throws PosixException if it was hung up
   */
  public void resize(WindowSize size) throws PosixException {
    TerminalCalls.resize(open(), size);
  }

  /** A closed descriptor's number may be somebody else's. */
  private FileDescriptor open() {
    if (!isOpen()) {
      throw new IllegalStateException("the terminal was let go");
    }
    return childSide;
  }

  /** Lets go: from here on the output ends as soon as no process has the terminal open. */
  @Override
  public void close() throws IOException {
    childSide.close();
  }
}
