package dev.ccexecutor.server.mcp.executor;

import dev.ccexecutor.protocol.execution.ExecutionStatus;
import dev.ccexecutor.protocol.execution.ProcessGap;
import dev.ccexecutor.protocol.execution.StreamRange;
import dev.ccexecutor.protocol.execution.StreamType;
import java.util.Optional;

/** A part of an execution's output. For one thread. */
public final class OutputSlice {
  private final StreamType stream;
  private final byte[] bytes;
  private final long offset;
  private final ProcessGap gap;
  private final ExecutionStatus status;

  /**
   * A part.
   *
   * @param bytes become its own
   * @param offset of the first of them
   * @param gap bytes behind them that are not kept, where it ends for that reason; else null
   * @param status of the execution, asked for after the last byte
   */
  OutputSlice(
      StreamType stream, byte[] bytes, long offset, ProcessGap gap, ExecutionStatus status) {
    this.stream = stream;
    this.bytes = bytes;
    this.offset = offset;
    this.gap = gap;
    this.status = status;
  }

  public StreamType stream() {
    return stream;
  }

  /** The bytes themselves, not a copy. */
  public byte[] bytes() {
    return bytes;
  }

  /** Of the first byte. */
  public long offset() {
    return offset;
  }

  /** Bytes behind these that are not kept. */
  public Optional<ProcessGap> gap() {
    return Optional.ofNullable(gap);
  }

  /** Of the execution, after the last byte. */
  public ExecutionStatus status() {
    return status;
  }

  /** Where the next one goes on. */
  public long nextOffset() {
    return gap == null ? offset + bytes.length : gap.to();
  }

  /** What there is of the stream now. */
  public StreamRange available() {
    return range(status, stream);
  }

  /** Whether there is nothing behind it, and never will be. */
  public boolean isEndOfStream() {
    return status.exit() != null && nextOffset() >= available().to();
  }

  static StreamRange range(ExecutionStatus status, StreamType stream) {
    return stream == StreamType.STDERR ? status.stderr() : status.stdout();
  }
}
