package dev.ccexecutor.server.execution.spool;

import dev.ccexecutor.protocol.execution.SpoolMode;
import dev.ccexecutor.server.config.SpoolLimits;
import dev.ccexecutor.server.execution.loop.ReaderLoop;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;

/** All that executions have on disk: their spools, the limits of these, the threads that write. */
public interface Spools {
  /**
   * Starts the threads. Touches no file yet.
   *
   * @param dataDirectory of the server
   */
  static Spools start(Path dataDirectory, SpoolLimits limits) {
    return new FileSpools(dataDirectory, limits);
  }

  /**
   * A spool for an execution that starts. The directory of a transcript is made soon; that of an
   * overflow with the first bytes. Any thread.
   *
   * @param mode not {@code off}
   * @param loop the execution's
   */
  Spool open(TranscriptHeader header, SpoolMode mode, ReaderLoop loop, SpoolListener listener);

  /** A spool to read what an earlier server has left: whatever is appended is refused. */
  Spool open(RecoveredSpool recovered, ReaderLoop loop);

  /**
   * Looks at what is there from earlier servers: counts it, seals what did not end, deletes what
   * has expired or is of no use, and gives back the rest. Blocks. To be called once, before
   * anything is opened.
   *
   * @param instanceIsGone whether the server of that instance id is dead
   */
  List<RecoveredSpool> recover(Predicate<String> instanceIsGone);

  /** Bytes on disk, for {@code server.info}. Any thread. */
  long usedBytes();

  /** What was refused so far. Any thread. */
  SpoolCounters counters();

  /** Writes what is pending, for some seconds at most, and ends the threads. */
  void close() throws InterruptedException;
}
