package dev.ccexecutor.server.posix;

import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * A child's streams as one pseudo-terminal (pty(7)), which becomes its controlling terminal.
 *
 * <p>Our end is there twice, since one descriptor can be registered with a loop but once: one to
 * read, one to write.
 */
final class ChildTerminal implements ChildEnds {
  private final Deque<FileDescriptor> opened = new ArrayDeque<>();
  private FileDescriptor reading;
  private FileDescriptor writing;
  private FileDescriptor childSide;
  private String path;

  private ChildTerminal() {}

  static ChildTerminal open(WindowSize size) throws IOException {
    ChildTerminal terminal = new ChildTerminal();
    try {
      terminal.openAll(size);
      return terminal;
    } catch (PosixException e) {
      terminal.close();
      throw e;
    }
  }

  private void openAll(WindowSize size) throws PosixException {
    reading = owned(Descriptors.open("/dev/ptmx", Descriptors.O_RDWR | Descriptors.O_NOCTTY));
    TerminalCalls.unlock(reading);
    path = TerminalCalls.pathOf(reading);
    childSide = owned(Descriptors.open(path, Descriptors.O_RDWR | Descriptors.O_NOCTTY));
    TerminalCalls.resize(childSide, size);
    TerminalCalls.expectUtf8(childSide);
    // Both of ours are one open file description, the child's is another: it stays blocking.
    Descriptors.makeNonBlocking(reading);
    writing = owned(Descriptors.duplicate(reading));
  }

  private FileDescriptor owned(FileDescriptor descriptor) {
    opened.push(descriptor);
    return descriptor;
  }

  /**
   * The first terminal that the leader of a session opens becomes its controlling one
   * (credentials(7)), and it has become a leader before these actions are carried out.
   */
  @Override
  public void giveTo(FileActions actions) throws PosixException {
    actions.open(0, path, Descriptors.O_RDWR);
    actions.duplicate(0, 1);
    actions.duplicate(0, 2);
  }

  @Override
  public void setOwner(int uid) throws PosixException {
    Descriptors.setOwner(childSide, uid);
  }

  @Override
  public Ours take() {
    opened.clear();
    return new Ours(writing, reading, null, new Terminal(childSide));
  }

  @Override
  public void close() throws IOException {
    IOException failure = null;
    for (FileDescriptor descriptor = opened.poll();
        descriptor != null;
        descriptor = opened.poll()) {
      try {
        descriptor.close();
      } catch (IOException e) {
        failure = e;
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
