package dev.ccexecutor.server.hook;

import dev.ccexecutor.protocol.execution.StreamType;
import dev.ccexecutor.server.execution.loop.ReaderLoop;
import dev.ccexecutor.server.execution.output.PipeReader;
import dev.ccexecutor.server.posix.OutputKind;
import dev.ccexecutor.server.threading.RunsOn;
import dev.ccexecutor.server.threading.ThreadRole;
import io.netty.buffer.ByteBuf;
import io.netty.channel.unix.FileDescriptor;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** What a hook prints to one of its outputs: the first of it is kept, the rest only read. */
@RunsOn(ThreadRole.READER_LOOP)
final class HookText implements PipeReader.Sink {
  private final int mostBytes;
  private final PipeReader reader;
  private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
  private boolean tooMuch;

  /**
   * @param pipe owned by this from here on
   * @param mostBytes that are kept
   */
  HookText(
      ReaderLoop loop, String executionId, StreamType stream, FileDescriptor pipe, int mostBytes) {
    this.mostBytes = mostBytes;
    this.reader = new PipeReader(loop, executionId, stream, pipe, OutputKind.PIPE, this);
  }

  void open() {
    reader.register();
  }

  /** Takes in what the pipe holds, and closes it: whoever may still write is not waited for. */
  void close() {
    reader.readRest();
    reader.close();
  }

  /** What was kept, where it is no UTF-8 with U+FFFD in place of that. */
  String text() {
    return kept.toString(StandardCharsets.UTF_8);
  }

  /** Whether not all was kept. */
  boolean isTooMuch() {
    return tooMuch;
  }

  @Override
  public boolean parkIfFull() {
    return false;
  }

  @Override
  public void read(StreamType stream, ByteBuf bytes) {
    int taken = Math.min(bytes.readableBytes(), mostBytes - kept.size());
    byte[] copy = new byte[taken];
    bytes.getBytes(bytes.readerIndex(), copy);
    kept.writeBytes(copy);
    tooMuch |= bytes.readableBytes() > taken;
  }

  @Override
  public void roundEnded() {}

  @Override
  public void ended(StreamType stream) {}
}
