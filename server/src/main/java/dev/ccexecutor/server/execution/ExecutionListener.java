package dev.ccexecutor.server.execution;

import dev.ccexecutor.protocol.execution.HookWarning;
import dev.ccexecutor.protocol.execution.ProcessExited;
import dev.ccexecutor.protocol.execution.ProcessProgress;
import dev.ccexecutor.protocol.execution.ProcessStarted;
import dev.ccexecutor.protocol.execution.ProcessStateChange;
import dev.ccexecutor.protocol.execution.ProcessStdin;
import dev.ccexecutor.server.threading.RunsOn;
import dev.ccexecutor.server.threading.ThreadRole;

/**
 * Hears what happens to an execution, apart from its output and its end, which come through the
 * queue. Called on the execution's reader loop, in the order of events; must hand over and return
 * at once.
 */
@RunsOn(ThreadRole.READER_LOOP)
public interface ExecutionListener {
  void started(ProcessStarted started);

  /** It was paused, resumed or canceled; the change's status says which. */
  void changed(ProcessStateChange change);

  /** It lives. Comes at the intervals that were asked for, and may be dropped. */
  void progress(ProcessProgress progress);

  /**
   * The leader has ended. The end record mostly follows at once, so this may wait for it, to go out
   * with it; where it does not follow, {@link #nothingFollows} comes.
   */
  void exited(ProcessExited exited);

  /** Its input takes something again, or nothing any more, or has dropped what had no answer. */
  void stdin(ProcessStdin stdin);

  /** Something that the operator has done around it has failed. */
  void warned(HookWarning warning);

  /** What has waited is to be on its way now. */
  void nothingFollows();
}
