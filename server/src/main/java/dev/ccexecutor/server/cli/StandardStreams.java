package dev.ccexecutor.server.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.nio.channels.WritableByteChannel;

/**
 * Where the bytes of a remote command go.
 *
 * @param stdout written to by one thread; may block
 * @param stderr written to by one thread; may block
 */
record StandardStreams(WritableByteChannel stdout, WritableByteChannel stderr) {

  /** The process's own, without the buffers and the text encoding of System.out. */
  static StandardStreams ofThisProcess() {
    return new StandardStreams(channelOf(FileDescriptor.out), channelOf(FileDescriptor.err));
  }

  @SuppressWarnings("resource") // the process's streams stay open until it ends
  private static WritableByteChannel channelOf(FileDescriptor descriptor) {
    return new FileOutputStream(descriptor).getChannel();
  }
}
