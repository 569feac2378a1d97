package dev.ccexecutor.server.cli.client;

import dev.ccexecutor.protocol.client.RemoteExecution;
import dev.ccexecutor.protocol.execution.ProcessCompleted;
import dev.ccexecutor.protocol.execution.ProcessGap;
import dev.ccexecutor.protocol.execution.StreamType;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.function.Consumer;

/** The bytes as they are, stdout to stdout and stderr to stderr. */
final class PlainSink implements OutputSink {
  private final WritableByteChannel stdout;
  private final WritableByteChannel stderr;
  private final ProgressLine progress;
  private final Consumer<String> messages;

  PlainSink(StandardStreams streams, ProgressLine progress, Consumer<String> messages) {
    this.stdout = streams.stdout();
    this.stderr = streams.stderr();
    this.progress = progress;
    this.messages = messages;
  }

  @Override
  public void started(RemoteExecution execution) {
    // It is the command that has the say.
  }

  @Override
  public void output(StreamType stream, long offset, ByteBuf content) throws IOException {
    int bytes = content.readableBytes();
    if (bytes == 0) {
      return;
    }
    boolean endsLine = content.getByte(content.writerIndex() - 1) == '\n';
    // The line of the progress and this may share a terminal.
    synchronized (progress) {
      progress.erase();
      WritableByteChannel destination = stream == StreamType.STDERR ? stderr : stdout;
      for (ByteBuffer part : content.nioBuffers()) {
        Channels.writeFully(destination, part);
      }
      progress.wrote(stream, bytes, endsLine);
    }
  }

  @Override
  public void gap(ProcessGap gap) {
    messages.accept(
        "%d bytes of %s are missing (%s)"
            .formatted(gap.to() - gap.from(), gap.type().wireName(), gap.reason().wireName()));
  }

  @Override
  public void completed(ProcessCompleted end) {
    // Its exit code becomes ours.
  }
}
