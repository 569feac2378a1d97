package dev.ccexecutor.server.cli.client;

import dev.ccexecutor.protocol.client.RemoteExecution;
import dev.ccexecutor.protocol.execution.ProcessCompleted;
import dev.ccexecutor.protocol.execution.ProcessGap;
import dev.ccexecutor.protocol.execution.StreamType;
import io.netty.buffer.ByteBuf;
import java.io.IOException;

/** Where an execution's events go, on the thread of an {@link OutputWriter}; all may block. */
interface OutputSink {
  /** The first. */
  void started(RemoteExecution execution) throws IOException;

  /**
   * Output came.
   *
   * @param offset of the first byte in its stream
   * @param content stays the caller's; its indexes do not change
   */
  void output(StreamType stream, long offset, ByteBuf content) throws IOException;

  void gap(ProcessGap gap) throws IOException;

  /** The last, if it comes. */
  void completed(ProcessCompleted end) throws IOException;
}
