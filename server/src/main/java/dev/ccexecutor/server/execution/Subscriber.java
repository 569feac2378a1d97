package dev.ccexecutor.server.execution;

import dev.ccexecutor.protocol.execution.ProcessDetached;
import dev.ccexecutor.server.threading.RunsOn;
import dev.ccexecutor.server.threading.ThreadRole;

/** One connection that has attached to an execution, or has started it. */
@RunsOn(ThreadRole.READER_LOOP)
public interface Subscriber extends ExecutionListener {
  /** The connection: of each only the newest subscriber counts. Compared by identity. */
  Object connection();

  /** What is remembered of it once it has become the owner. */
  Claim claim();

  /** Somebody else owns the execution now: nothing more of it comes here. */
  void detached(ProcessDetached detached);
}
