package dev.ccexecutor.server.cli.client;

import dev.ccexecutor.server.cli.terminal.StandardDescriptor;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.nio.channels.WritableByteChannel;

/**
 * Where the bytes of a remote command come from and go to.
 *
 * @param stdin read by one thread; may block, and ends when that thread is interrupted
 * @param stdinKind what it is
 * @param stdout written to by one thread; may block
 * @param stdoutKind what it is
 * @param stderr written to by one thread at a time; may block
 * @param stderrKind what it is
 */
public record StandardStreams(
    InputStream stdin,
    StandardDescriptor stdinKind,
    WritableByteChannel stdout,
    StandardDescriptor stdoutKind,
    WritableByteChannel stderr,
    StandardDescriptor stderrKind) {

  /** The process's own, without the buffers and the text encoding of System.out. */
  @SuppressWarnings("resource") // the process's streams stay open until it ends
  public static StandardStreams ofThisProcess() {
    return new StandardStreams(
        // A FileInputStream alone could not be interrupted.
        java.nio.channels.Channels.newInputStream(
            new FileInputStream(FileDescriptor.in).getChannel()),
        StandardDescriptor.of(0),
        channelOf(FileDescriptor.out),
        StandardDescriptor.of(1),
        channelOf(FileDescriptor.err),
        StandardDescriptor.of(2));
  }

  /** Without an input, and without a terminal. */
  public static StandardStreams ofOutputs(WritableByteChannel stdout, WritableByteChannel stderr) {
    return new StandardStreams(
        InputStream.nullInputStream(),
        StandardDescriptor.NULL_DEVICE,
        stdout,
        StandardDescriptor.OTHER,
        stderr,
        StandardDescriptor.OTHER);
  }

  boolean hasInput() {
    return stdinKind == StandardDescriptor.TERMINAL || stdinKind == StandardDescriptor.OTHER;
  }

  boolean readsTerminal() {
    return stdinKind == StandardDescriptor.TERMINAL;
  }

  boolean writesTerminal() {
    return stdoutKind == StandardDescriptor.TERMINAL;
  }

  /** Whether messages go to a terminal. */
  public boolean tellsTerminal() {
    return stderrKind == StandardDescriptor.TERMINAL;
  }

  @SuppressWarnings("resource") // as above
  private static WritableByteChannel channelOf(FileDescriptor descriptor) {
    return new FileOutputStream(descriptor).getChannel();
  }
}
