package dev.ccexecutor.bench.compare;

import dev.ccexecutor.protocol.execution.OutputForm;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;

/** A contender's server while it runs. */
interface RunningContender extends AutoCloseable {
  long pid();

  /**
   * Opens a connection; where each is an execution, it is made only when one is started.
   *
   * @param form how output shall come, where there is a choice
   * @param life after so long it is closed by itself, and whatever waits on it fails
   */
  Conversation converse(OutputForm form, Duration life) throws IOException;

  /** Opens a connection on which nothing will happen; the caller closes it. */
  Closeable connectIdle(Duration life) throws IOException;

  /** Ends the server. */
  @Override
  void close() throws IOException;
}
