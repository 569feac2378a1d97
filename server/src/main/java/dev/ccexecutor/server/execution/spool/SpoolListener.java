package dev.ccexecutor.server.execution.spool;

import dev.ccexecutor.protocol.execution.StreamType;
import dev.ccexecutor.server.threading.RunsOn;
import dev.ccexecutor.server.threading.ThreadRole;

/** Hears what became of what was appended. Called on the execution's reader loop; never throws. */
@RunsOn(ThreadRole.READER_LOOP)
public interface SpoolListener {
  /**
   * Bytes are in the files, and can be read.
   *
   * @param to all that was appended before this offset, and not refused, is written
   */
  void written(StreamType stream, long to);

  /**
   * All that was appended and not told as written, of both streams, is not in the files and was
   * released. What is appended from now on is released at once, until {@link Spool#resume}.
   */
  void refused(SpoolRefusal reason);
}
