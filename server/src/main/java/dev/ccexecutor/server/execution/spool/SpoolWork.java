package dev.ccexecutor.server.execution.spool;

import dev.ccexecutor.protocol.execution.ProcessCompleted;
import dev.ccexecutor.protocol.execution.StreamType;
import dev.ccexecutor.protocol.execution.TranscriptSummary;
import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.function.Consumer;

/** What a reader loop wants done with the files of one execution, in order. */
sealed interface SpoolWork {
  /** Gives back what it owns, since nobody can do it, and says so. */
  default News abandon() {
    return News.NONE;
  }

  /** The directory is to be there, with all that is known at the start. */
  record Create() implements SpoolWork {}

  /**
   * Bytes to be written.
   *
   * @param bytes owned
   */
  record Append(StreamType stream, long offset, ByteBuf bytes) implements SpoolWork {
    int length() {
      return bytes.readableBytes();
    }

    @Override
    public News abandon() {
      bytes.release();
      return News.NONE;
    }
  }

  /**
   * Bytes to be read that are known to be there.
   *
   * @param position in the file
   */
  record Read(Segment segment, long position, int length, Consumer<ByteBuf> onRead)
      implements SpoolWork {
    @Override
    public News abandon() {
      return () -> onRead.accept(null);
    }
  }

  /** After a refusal. */
  record Resume() implements SpoolWork {}

  /** Segments that nobody reads any more, and that are no longer written. */
  record DeleteSegments(List<Segment> segments) implements SpoolWork {}

  /**
   * The execution has ended.
   *
   * @param failed what is told if it can't be written down
   */
  record Complete(ProcessCompleted end, TranscriptSummary failed, Consumer<TranscriptSummary> done)
      implements SpoolWork {
    @Override
    public News abandon() {
      return () -> done.accept(failed);
    }
  }

  /**
   * The last of all.
   *
   * @param segments that may be open to be read
   */
  record End(List<Segment> segments, boolean delete) implements SpoolWork {}
}
