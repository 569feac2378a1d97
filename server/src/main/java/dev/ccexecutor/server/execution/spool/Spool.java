package dev.ccexecutor.server.execution.spool;

import dev.ccexecutor.protocol.execution.ProcessCompleted;
import dev.ccexecutor.protocol.execution.StreamType;
import dev.ccexecutor.protocol.execution.TranscriptSummary;
import dev.ccexecutor.server.threading.RunsOn;
import dev.ccexecutor.server.threading.ThreadRole;
import io.netty.buffer.ByteBuf;
import java.util.function.Consumer;

/**
 * What one execution has on disk. All methods belong to the execution's reader loop, return at once
 * and throw nothing for what happens to files: that comes by callbacks, on the same loop, in the
 * order in which it was asked for.
 *
 * <p>How much waits to be written is the caller's to bound, by {@link #pendingBytes}.
 */
@RunsOn(ThreadRole.READER_LOOP)
public interface Spool {
  /**
   * Adds to a stream. Whether it came to the files is told by the {@link SpoolListener}.
   *
   * @param offset of the first byte in its stream, not below where the last append of the stream
   *     ended, or after a refusal, what of it was told as written; above that a hole is left
   * @param bytes taken over
   */
  void append(StreamType stream, long offset, ByteBuf bytes);

  /** Bytes appended and neither written nor refused yet. */
  long pendingBytes();

  /**
   * The offset itself if its byte is in the files, else the next one above it that is, else -1.
   * What is pending is not in the files.
   */
  long firstAvailable(StreamType stream, long offset);

  /**
   * Reads from an offset on, without crossing a hole or the end of a file.
   *
   * @param maxBytes at least 1
   * @param onRead called once, on the reader loop: with at least one byte, owned by the callee; or
   *     with null if there is nothing at that offset, any more, or it can't be read
   */
  void read(StreamType stream, long offset, int maxBytes, Consumer<ByteBuf> onRead);

  /**
   * A piece of a file, to be sent without being read. Only of files that are open: null says that
   * {@link #read} is to be used, which opens the file for the slices that follow.
   *
   * @param maxBytes at least 1
   * @return at least one byte, owned by the caller; or null
   */
  SpooledBytes slice(StreamType stream, long offset, int maxBytes);

  /**
   * Nobody will read what is before the offset: where the mode is {@code overflow}, whole segments
   * before it are deleted.
   */
  void releaseBefore(StreamType stream, long offset);

  /**
   * After a refusal: takes again what is appended from now on. With a hole each means a new file,
   * so it is not to be called for every byte of room.
   */
  void resume();

  /**
   * Nothing more will be appended. Where the mode is {@code all}, the manifest is sealed and all is
   * forced to the disk. It can still be read.
   *
   * @param end how the execution ended
   * @param done called once, on the reader loop, whatever happens to the files; with null where the
   *     mode is {@code overflow}
   */
  void complete(ProcessCompleted end, Consumer<TranscriptSummary> done);

  /** Closes it and deletes its directory. */
  void delete();

  /** Closes its files and leaves them. What is pending is written before. */
  void close();
}
