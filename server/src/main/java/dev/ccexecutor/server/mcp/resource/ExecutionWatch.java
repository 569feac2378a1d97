package dev.ccexecutor.server.mcp.resource;

import dev.ccexecutor.protocol.client.ExecutionListener;
import dev.ccexecutor.protocol.client.OutputChunk;
import dev.ccexecutor.protocol.execution.AttachMode;
import dev.ccexecutor.protocol.execution.AttachParams;
import dev.ccexecutor.protocol.execution.ExecutionState;
import dev.ccexecutor.protocol.execution.ExecutionStatus;
import dev.ccexecutor.protocol.execution.OutputForm;
import dev.ccexecutor.protocol.execution.ProcessCompleted;
import dev.ccexecutor.protocol.execution.ProcessExited;
import dev.ccexecutor.protocol.execution.ProcessGap;
import dev.ccexecutor.protocol.execution.StreamType;
import dev.ccexecutor.protocol.execution.WhenFull;
import dev.ccexecutor.protocol.jsonrpc.ErrorKind;
import dev.ccexecutor.server.mcp.executor.ExecutionUri;
import dev.ccexecutor.server.mcp.executor.ExecutorException;
import dev.ccexecutor.server.mcp.executor.ExecutorSession;
import dev.ccexecutor.server.mcp.feature.Caller;
import dev.ccexecutor.server.mcp.feature.ExecutorConnections.Purpose;
import dev.ccexecutor.server.mcp.feature.Resources;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches an execution as an observer, and says that there is something new: at once, and then at
 * most twice a second. A thread of its own says it, so that what came meanwhile is said once, and
 * what came last is said at all. When the execution is over, or the connection gone, it is said for
 * the last time.
 */
final class ExecutionWatch implements Resources.Watch, ExecutionListener {
  private static final Logger log = LoggerFactory.getLogger(ExecutionWatch.class);
  private static final long PAUSE_MILLIS = 500;
  private static final int MOST_ATTEMPTS = 4;

  private final ExecutorSession session;
  private final Optional<StreamType> stream;
  private final Runnable onUpdated;
  private final Semaphore news = new Semaphore(0);
  private volatile boolean isOver;
  private final Thread teller = Thread.ofVirtual().name("mcp-watch").unstarted(this::tell);

  private ExecutionWatch(ExecutorSession session, Optional<StreamType> stream, Runnable onUpdated) {
    this.session = session;
    this.stream = stream;
    this.onUpdated = onUpdated;
  }

  static ExecutionWatch begin(ExecutionUri address, Caller caller, Runnable onUpdated)
      throws ExecutorException, InterruptedException {
    ExecutorSession session = ExecutorSession.open(caller, Purpose.WAIT);
    boolean goesOn = false;
    try {
      ExecutionWatch watch = new ExecutionWatch(session, address.part().stream(), onUpdated);
      goesOn = watch.attach(address.executionId());
      if (goesOn) {
        watch.teller.start();
      }
      return watch;
    } finally {
      if (!goesOn) {
        session.close();
      }
    }
  }

  /** False if it has ended, so that nothing will ever change. */
  private boolean attach(String executionId) throws ExecutorException, InterruptedException {
    for (int attempt = 1; ; attempt++) {
      ExecutionStatus status = session.status(executionId);
      if (status.exit() != null) {
        return false;
      }
      try {
        ExecutorSession.await(
            session.client().attach(fromNowOn(status, attempt < MOST_ATTEMPTS), this));
        return true;
      } catch (ExecutorException refused) {
        // A command may well write more than is kept between the two questions.
        if (attempt == MOST_ATTEMPTS || !refused.is(ErrorKind.OUTPUT_EXPIRED)) {
          throw refused;
        }
      }
    }
  }

  private AttachParams fromNowOn(ExecutionStatus status, boolean fromTheEnd) {
    boolean wantsOutput = stream.isPresent();
    return new AttachParams(
        status.executionId(),
        wantsOutput && fromTheEnd ? (Long) status.stdout().to() : null,
        wantsOutput && fromTheEnd ? (Long) status.stderr().to() : null,
        wantsOutput ? OutputForm.BINARY : OutputForm.NONE,
        null,
        WhenFull.DROP_OLDEST,
        AttachMode.OBSERVE);
  }

  private void tell() {
    try {
      boolean isLast = false;
      while (!isLast) {
        news.acquire();
        isLast = isOver; // Before it is told: what comes after that is told once more.
        news.drainPermits();
        onUpdated.run();
        if (!isLast) {
          Thread.sleep(PAUSE_MILLIS);
        }
      }
    } catch (InterruptedException closed) {
      log.trace("a watch was closed");
    } finally {
      session.close();
    }
  }

  @Override
  public void onOutput(OutputChunk chunk) {
    boolean isMine = stream.isEmpty() || stream.get() == chunk.stream();
    chunk.release();
    if (isMine) {
      news.release();
    }
  }

  @Override
  public void onGap(ProcessGap gap) {
    news.release();
  }

  @Override
  public void onStateChange(ExecutionState state) {
    if (stream.isEmpty()) {
      news.release();
    }
  }

  @Override
  public void onExited(ProcessExited exited) {
    onStateChange(ExecutionState.EXITED);
  }

  @Override
  public void onCompleted(ProcessCompleted end) {
    over();
  }

  @Override
  public void onFailed(Throwable cause) {
    over();
  }

  private void over() {
    isOver = true;
    news.release();
  }

  @Override
  public void close() {
    isOver = true;
    teller.interrupt();
    session.close();
  }
}
