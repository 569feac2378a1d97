package dev.ccexecutor.server.posix;

import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;

/** A child's streams as pipes. Its input is /dev/null where nobody is to write to it. */
final class ChildPipes implements ChildEnds {
  private final FileDescriptor devNull;
  private Descriptors.Pipe stdin;
  private Descriptors.Pipe stdout;
  private Descriptors.Pipe stderr;
  private boolean taken;

  private ChildPipes(FileDescriptor devNull) {
    this.devNull = devNull;
  }

  /**
   * @param devNull stays the caller's
   */
  static ChildPipes open(ChildStreams streams, FileDescriptor devNull) throws IOException {
    ChildPipes pipes = new ChildPipes(devNull);
    try {
      pipes.openAll(streams);
      return pipes;
    } catch (PosixException e) {
      pipes.close();
      throw e;
    }
  }

  private void openAll(ChildStreams streams) throws PosixException {
    stdout = Descriptors.pipe();
    Descriptors.makeNonBlocking(stdout.readEnd());
    if (!streams.mergeStderr()) {
      stderr = Descriptors.pipe();
      Descriptors.makeNonBlocking(stderr.readEnd());
    }
    if (streams.stdinPipe()) {
      stdin = Descriptors.pipe();
      Descriptors.makeNonBlocking(stdin.writeEnd());
    }
  }

  @Override
  public void giveTo(FileActions actions) throws PosixException {
    FileDescriptor errors = stderr == null ? stdout.writeEnd() : stderr.writeEnd();
    actions.duplicate((stdin == null ? devNull : stdin.readEnd()).intValue(), 0);
    actions.duplicate(stdout.writeEnd().intValue(), 1);
    actions.duplicate(errors.intValue(), 2);
  }

  /** Both ends of a pipe are one file. */
  @Override
  public void setOwner(int uid) throws PosixException {
    for (Descriptors.Pipe pipe : new Descriptors.Pipe[] {stdin, stdout, stderr}) {
      if (pipe != null) {
        Descriptors.setOwner(pipe.readEnd(), uid);
      }
    }
  }

  @Override
  public Ours take() {
    taken = true;
    return new Ours(
        stdin == null ? null : stdin.writeEnd(),
        stdout.readEnd(),
        stderr == null ? null : stderr.readEnd(),
        null);
  }

  @Override
  public void close() throws IOException {
    try {
      close(stdout, true);
    } finally {
      try {
        close(stderr, true);
      } finally {
        close(stdin, false);
      }
    }
  }

  private void close(Descriptors.Pipe pipe, boolean readEndIsOurs) throws IOException {
    if (pipe == null) {
      return;
    }
    try {
      (readEndIsOurs ? pipe.writeEnd() : pipe.readEnd()).close();
    } finally {
      if (!taken) {
        (readEndIsOurs ? pipe.readEnd() : pipe.writeEnd()).close();
      }
    }
  }
}
