package dev.ccexecutor.server.agent;

import dev.ccexecutor.protocol.execution.ProcessCompleted;
import dev.ccexecutor.protocol.execution.StreamType;

/** Reads the output of one attempt. For one thread; what it keeps is bounded. */
public interface AgentReader {

  /** The next bytes of a stream, cut anywhere. */
  void accept(StreamType stream, byte[] bytes);

  /**
   * What was read.
   *
   * @param end of the process; null if that is not known
   */
  AgentReading finish(ProcessCompleted end);
}
