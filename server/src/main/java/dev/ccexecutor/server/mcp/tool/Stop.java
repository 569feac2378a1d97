package dev.ccexecutor.server.mcp.tool;

import dev.ccexecutor.protocol.execution.ControlType;
import dev.ccexecutor.protocol.jsonrpc.ErrorKind;
import dev.ccexecutor.server.mcp.executor.ExecutorException;
import dev.ccexecutor.server.mcp.executor.ExecutorSession;
import dev.ccexecutor.server.mcp.feature.Caller;
import dev.ccexecutor.server.mcp.feature.ExecutorConnections.Purpose;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends what a call has begun and nobody waits for any more. */
final class Stop {
  private static final Logger log = LoggerFactory.getLogger(Stop.class);

  /** Longer than the grace between TERM and KILL, which is five seconds. */
  private static final Duration AFTER_CANCEL = Duration.ofSeconds(15);

  private static final Duration AFTER_KILL = Duration.ofSeconds(10);

  private Stop() {}

  /**
   * Ends the whole tree, and waits for its end. Where the call's own connection is gone it is done
   * on another; where there is none to be had the server itself ends what nobody is connected to.
   */
  static void execution(ExecutorSession session, Caller caller, String executionId)
      throws InterruptedException {
    try {
      stop(session, executionId);
    } catch (ExecutorException lost) {
      if (lost.is(ErrorKind.EXECUTION_NOT_FOUND)) {
        return; // It has ended, or was never started.
      }
      stopElsewhere(caller, executionId);
    }
  }

  private static void stopElsewhere(Caller caller, String executionId) throws InterruptedException {
    try (ExecutorSession other = ExecutorSession.open(caller, Purpose.LOOK)) {
      stop(other, executionId);
    } catch (ExecutorException unreachable) {
      if (!unreachable.is(ErrorKind.EXECUTION_NOT_FOUND)) {
        log.atWarn()
            .addKeyValue("execution_id", executionId)
            .addKeyValue("cause", unreachable.getMessage())
            .log("a canceled call's command is left to the server to end");
      }
    }
  }

  private static void stop(ExecutorSession session, String executionId)
      throws ExecutorException, InterruptedException {
    session.control(ControlType.CANCEL, executionId, null);
    if (session.statusWithin(executionId, AFTER_CANCEL).exit() == null) {
      session.control(ControlType.KILL, executionId, null);
      session.statusWithin(executionId, AFTER_KILL);
    }
  }
}
