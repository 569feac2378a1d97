package dev.ccexecutor.server.execution;

import dev.ccexecutor.protocol.execution.ExecutionState;
import dev.ccexecutor.protocol.execution.PtyResizeResult;
import dev.ccexecutor.protocol.execution.TerminalSize;
import dev.ccexecutor.server.logging.LogKeys;
import dev.ccexecutor.server.posix.PosixException;
import dev.ccexecutor.server.posix.Terminal;
import dev.ccexecutor.server.posix.WindowSize;
import dev.ccexecutor.server.threading.RunsOn;
import dev.ccexecutor.server.threading.ThreadRole;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An execution's terminal, if it has one, until its leader ends. */
@RunsOn(ThreadRole.READER_LOOP)
final class TerminalHold {
  private static final Logger log = LoggerFactory.getLogger(TerminalHold.class);

  private final String executionId;
  private final Terminal terminal;

  /**
   * @param executionId for answers and the log
   * @param terminal null if there is none
   */
  TerminalHold(String executionId, Terminal terminal) {
    this.executionId = executionId;
    this.terminal = terminal;
  }

  /**
   * Gives it another size.
   *
   * @param state of the execution, for the error where the terminal was let go
   */
  void resize(ExecutionState state, TerminalSize size, CompletableFuture<PtyResizeResult> answer) {
    if (terminal == null) {
      answer.completeExceptionally(ExecutionErrors.noTerminal().asException());
      return;
    }
    if (!terminal.isOpen()) {
      answer.completeExceptionally(ExecutionErrors.wrongState(state).asException());
      return;
    }
    try {
      terminal.resize(new WindowSize(size.cols(), size.rows()));
      answer.complete(PtyResizeResult.of(executionId, size));
    } catch (PosixException e) {
      log.atDebug()
          .addKeyValue(LogKeys.EXECUTION_ID, executionId)
          .setCause(e)
          .log("a terminal could not be resized");
      answer.completeExceptionally(ExecutionErrors.noTerminal().asException());
    }
  }

  /** From here on its output ends as soon as nobody has it open. */
  void letGo() {
    if (terminal == null) {
      return;
    }
    try {
      terminal.close();
    } catch (IOException e) {
      log.atError()
          .addKeyValue(LogKeys.EXECUTION_ID, executionId)
          .setCause(e)
          .log("closing a terminal failed");
    }
  }
}
