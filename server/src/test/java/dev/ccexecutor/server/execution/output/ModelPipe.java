package dev.ccexecutor.server.execution.output;

import dev.ccexecutor.protocol.execution.StreamType;
import dev.ccexecutor.server.execution.loop.ReaderLoop;
import dev.ccexecutor.server.execution.spool.PrintedBytes;
import io.netty.buffer.ByteBuf;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;

/** A pipe with so many bytes to come, read by the rules of a {@link PipeReader}. */
final class ModelPipe {
  private final ManualReaderLoop loop;
  private final StreamType stream;
  private final OutputLog log;
  private final BooleanSupplier mustPark;
  private final IntSupplier readBytes;
  private long position;
  private long length;
  private boolean parked;

  /**
   * @param mustPark asked before each read
   * @param readBytes how much the next read would bring
   */
  ModelPipe(
      ManualReaderLoop loop,
      StreamType stream,
      OutputLog log,
      long length,
      BooleanSupplier mustPark,
      IntSupplier readBytes) {
    this.loop = loop;
    this.stream = stream;
    this.log = log;
    this.length = length;
    this.mustPark = mustPark;
    this.readBytes = readBytes;
  }

  StreamType stream() {
    return stream;
  }

  long position() {
    return position;
  }

  boolean isParked() {
    return parked;
  }

  boolean isEmpty() {
    return position == length;
  }

  /** The child is killed: nothing more comes. */
  void cut() {
    length = position;
  }

  /** Reads some times, unless it is parked; returns whether anything was read. */
  boolean round(int reads) {
    long before = position;
    for (int i = 0; i < reads && !parked && !isEmpty(); i++) {
      parked = mustPark.getAsBoolean();
      if (!parked) {
        read();
      }
    }
    log.flush();
    return position > before;
  }

  void resume(int reads) {
    if (parked) {
      parked = false;
      round(reads);
    }
  }

  private void read() {
    int count = (int) Math.min(length - position, readBytes.getAsInt());
    ByteBuf bytes = loop.buffer(count < 32 * 1024 ? count : ReaderLoop.READ_BYTES);
    PrintedBytes.write(stream, position, count, bytes);
    position += count;
    log.append(stream, bytes);
    bytes.release();
  }
}
