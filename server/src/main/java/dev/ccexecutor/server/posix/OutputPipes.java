package dev.ccexecutor.server.posix;

import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;

/**
 * The pipes of one child. The child's ends are closed with this; ours too, unless they were taken.
 */
final class OutputPipes implements AutoCloseable {
  private final Descriptors.Pipe stdout;
  private final Descriptors.Pipe stderr;
  private boolean stdoutTaken;
  private boolean stderrTaken;

  private OutputPipes(Descriptors.Pipe stdout, Descriptors.Pipe stderr) {
    this.stdout = stdout;
    this.stderr = stderr;
  }

  static OutputPipes open(boolean merged) throws IOException {
    Descriptors.Pipe stdout = openReadable();
    try {
      return new OutputPipes(stdout, merged ? null : openReadable());
    } catch (PosixException e) {
      close(stdout, false);
      throw e;
    }
  }

  private static Descriptors.Pipe openReadable() throws IOException {
    Descriptors.Pipe pipe = Descriptors.pipe();
    try {
      Descriptors.makeNonBlocking(pipe.readEnd());
      return pipe;
    } catch (PosixException e) {
      close(pipe, false);
      throw e;
    }
  }

  FileDescriptor childStdout() {
    return stdout.writeEnd();
  }

  FileDescriptor childStderr() {
    return stderr == null ? stdout.writeEnd() : stderr.writeEnd();
  }

  FileDescriptor takeStdout() {
    stdoutTaken = true;
    return stdout.readEnd();
  }

  /** Null where the streams share one pipe. */
  FileDescriptor takeStderr() {
    stderrTaken = true;
    return stderr == null ? null : stderr.readEnd();
  }

  @Override
  public void close() throws IOException {
    try {
      close(stdout, stdoutTaken);
    } finally {
      if (stderr != null) {
        close(stderr, stderrTaken);
      }
    }
  }

  private static void close(Descriptors.Pipe pipe, boolean readEndTaken) throws IOException {
    try {
      pipe.writeEnd().close();
    } finally {
      if (!readEndTaken) {
        pipe.readEnd().close();
      }
    }
  }
}
