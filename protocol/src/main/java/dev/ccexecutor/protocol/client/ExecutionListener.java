package dev.ccexecutor.protocol.client;

import dev.ccexecutor.protocol.execution.ExecutionState;
import dev.ccexecutor.protocol.execution.ProcessCompleted;
import dev.ccexecutor.protocol.execution.ProcessExited;
import dev.ccexecutor.protocol.execution.ProcessGap;
import dev.ccexecutor.protocol.execution.ProcessProgress;
import tools.jackson.databind.JsonNode;

/**
 * Takes what an execution has to tell, as it comes.
 *
 * <p>All methods are called on the client's event loop, never two at once. None may block, for all
 * executions of the client share that thread; {@link BlockingOutput} is for those who want to. What
 * one throws ends the execution for this client: its {@link RemoteExecution#completion} fails with
 * it, and the execution is detached.
 *
 * <p>Every byte of a stream comes once, in its place, however often the connection was lost between
 * the first and the last; or {@link #onGap} tells which will not come; or {@link #onFailed} is
 * called.
 */
public interface ExecutionListener {

  /**
   * Output came. It is the listener's now, who {@linkplain OutputChunk#release releases} it, here
   * or later, on any thread. What is not released counts against the window: a listener that is
   * slow to release slows the child down, and nobody else. Nor may it hold very many small chunks:
   * while it holds 1,024 of a stream, what follows of that stream is joined, and comes when one of
   * them is released, when 64 KiB have come together, or at the next gap or the end.
   */
  void onOutput(OutputChunk chunk);

  /** Bytes will not come; what follows of this stream begins behind them. */
  default void onGap(ProcessGap gap) {}

  /** It is paused, running again, stopping (told to end) or exited now. */
  default void onStateChange(ExecutionState state) {}

  /** The leader is gone; output may follow. Once at most. */
  default void onExited(ProcessExited exited) {}

  /** It lives, though it may be silent. Only where {@code progress} was asked for. */
  default void onProgress(ProcessProgress progress) {}

  /**
   * A hook of the server's has failed.
   *
   * @param hookWarning the params of {@code hook.warning}
   */
  default void onWarning(JsonNode hookWarning) {}

  /** The connection is lost, and another is being tried for. */
  default void onReconnecting(ClientException cause) {}

  /** There is a connection again, and what was missed follows. */
  default void onReconnected() {}

  /** It is over, all output was handed over, and its checksums hold. The last call. */
  default void onCompleted(ProcessCompleted end) {}

  /**
   * No more will come, and it can't be said that all has. The last call.
   *
   * @param cause mostly a {@link ClientException}
   */
  default void onFailed(Throwable cause) {}
}
