package dev.ccexecutor.protocol.frame;

import dev.ccexecutor.protocol.execution.StreamType;
import io.netty.buffer.ByteBuf;
import java.util.Objects;

/**
 * The first 16 bytes of a data frame, big-endian: version, stream, flags, channel, offset.
 *
 * @param stream whose bytes follow
 * @param endOfStream true in a stream's last frame, which has no bytes
 * @param channel from the answer of {@code execute} or {@code execution.attach}
 * @param offset of the frame's first byte in its stream, in bytes; not negative
 */
public record DataFrameHeader(StreamType stream, boolean endOfStream, int channel, long offset) {

  /** The length of a header. */
  public static final int BYTES = 16;

  /** The only version there is. */
  public static final int VERSION = 1;

  /** The only flag there is. */
  public static final int END_OF_STREAM = 1;

  private static final int STREAM_INDEX = 1;
  private static final int FLAGS_INDEX = 2;
  private static final int CHANNEL_INDEX = 4;
  private static final int OFFSET_INDEX = 8;

  public DataFrameHeader {
    Objects.requireNonNull(stream, "stream");
    if (offset < 0) {
      throw new IllegalArgumentException("offset is negative: " + offset);
    }
  }

  /**
   * Reads the header of the frame whose bytes are the readable ones, and moves the reader index
   * behind it: the data is what is readable then.
   *
   * @param frame one whole frame; stays the caller's, and is not moved where this throws
   * @throws MalformedFrameException if it is no data frame
   */
  public static DataFrameHeader read(ByteBuf frame) throws MalformedFrameException {
    if (frame.readableBytes() < BYTES) {
      throw new MalformedFrameException("shorter than its header: " + frame.readableBytes());
    }
    int start = frame.readerIndex();
    requireVersion(frame.getUnsignedByte(start));
    StreamType stream = streamOf(frame.getUnsignedByte(start + STREAM_INDEX));
    boolean end = endOfStream(frame, frame.getUnsignedShort(start + FLAGS_INDEX));
    long offset = frame.getLong(start + OFFSET_INDEX);
    if (offset < 0) {
      throw new MalformedFrameException("negative offset: " + offset);
    }
    frame.skipBytes(BYTES);
    return new DataFrameHeader(stream, end, frame.getInt(start + CHANNEL_INDEX), offset);
  }

  /** Writes the 16 bytes at the writer index. The buffer stays the caller's. */
  public void write(ByteBuf frame) {
    write(frame, stream, endOfStream, channel, offset);
  }

  /** The same without an object, for who writes many. */
  public static void write(
      ByteBuf frame, StreamType stream, boolean endOfStream, int channel, long offset) {
    frame.writeByte(VERSION);
    frame.writeByte(stream.frameNumber());
    frame.writeShort(endOfStream ? END_OF_STREAM : 0);
    frame.writeInt(channel);
    frame.writeLong(offset);
  }

  private static void requireVersion(int version) throws MalformedFrameException {
    if (version != VERSION) {
      throw new MalformedFrameException("unknown version: " + version);
    }
  }

  private static StreamType streamOf(int number) throws MalformedFrameException {
    return StreamType.ofFrameNumber(number)
        .orElseThrow(() -> new MalformedFrameException("unknown stream: " + number));
  }

  private static boolean endOfStream(ByteBuf frame, int flags) throws MalformedFrameException {
    if ((flags & ~END_OF_STREAM) != 0) {
      throw new MalformedFrameException("unknown flags: " + flags);
    }
    boolean end = (flags & END_OF_STREAM) != 0;
    if (end && frame.readableBytes() > BYTES) {
      throw new MalformedFrameException("end of stream with bytes");
    }
    return end;
  }
}
