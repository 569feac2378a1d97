package dev.ccexecutor.server.session;

import dev.ccexecutor.protocol.execution.OutputForm;
import dev.ccexecutor.protocol.execution.ProcessCompleted;
import dev.ccexecutor.protocol.execution.ProcessExited;
import dev.ccexecutor.protocol.execution.ProcessProgress;
import dev.ccexecutor.protocol.execution.ProcessStarted;
import dev.ccexecutor.protocol.execution.ProcessStateChange;
import dev.ccexecutor.protocol.execution.ProcessStdin;
import dev.ccexecutor.server.execution.Execution;
import dev.ccexecutor.server.execution.ExecutionListener;
import dev.ccexecutor.server.execution.output.OutputQueue;
import dev.ccexecutor.server.session.output.OutputSource;
import dev.ccexecutor.server.threading.RunsOn;
import dev.ccexecutor.server.threading.ThreadRole;

/**
 * One execution as one session hears of it: its events by the answer lane, its output by the drain.
 *
 * <p>Events come on the reader loop and are handed to the event loop as tasks, output as one task
 * for each batch. Both come from one thread and into one queue of tasks, so {@code process.started}
 * is there before any output.
 */
@RunsOn(ThreadRole.EVENT_LOOP)
public final class Subscription implements ExecutionListener {
  private final Session session;
  private final String executionId;
  private final OutputForm form;
  private final int channel;
  private final AnswerHold hold;
  private Execution execution;
  private OutputSource source;
  private boolean closed;
  private boolean progressWaits;

  Subscription(Session session, String executionId, OutputForm form, int channel, AnswerHold hold) {
    this.session = session;
    this.executionId = executionId;
    this.form = form;
    this.channel = channel;
    this.hold = hold;
  }

  /** Its number in data frames. */
  public int channel() {
    return channel;
  }

  public Execution execution() {
    return execution;
  }

  void bind(Execution boundExecution, OutputQueue queue) {
    execution = boundExecution;
    source = new OutputSource(queue, form, executionId, channel, this::completed);
  }

  /**
   * The end record may have been found by a drain that was under way, ahead of the tasks that bring
   * the last events: it goes behind them.
   */
  private void completed(ProcessCompleted end) {
    session.executor().execute(() -> session.completed(this, end));
  }

  /** Called on the reader loop. */
  Runnable queueWakeUp() {
    return () -> session.executor().execute(this::outputReady);
  }

  /** Wants nothing more of it. */
  void close() {
    closed = true;
    source.close();
  }

  @Override
  public void started(ProcessStarted started) {
    handOver("process.started", started);
  }

  @Override
  public void changed(ProcessStateChange change) {
    handOver("process." + change.status(), change);
  }

  /**
   * While one waits to be sent no other is added: who does not read for long then finds one old
   * figure, and is not cut off for the many.
   */
  @Override
  public void progress(ProcessProgress progress) {
    session
        .executor()
        .execute(
            () -> {
              if (!progressWaits) {
                progressWaits = true;
                whenNotHeld(() -> send(progress));
              }
            });
  }

  private void send(ProcessProgress progress) {
    if (!closed) {
      session.answers().notify("process.progress", progress, () -> progressWaits = false);
    }
  }

  @Override
  public void exited(ProcessExited exited) {
    session.executeWithNext(() -> whenNotHeld(() -> notify("process.exited", exited)));
  }

  @Override
  public void nothingFollows() {
    session.executor().execute(() -> {});
  }

  @Override
  public void stdin(ProcessStdin stdin) {
    handOver("process.stdin", stdin);
  }

  @RunsOn(ThreadRole.READER_LOOP)
  private void handOver(String method, Object params) {
    session.executor().execute(() -> whenNotHeld(() -> notify(method, params)));
  }

  private void notify(String method, Object params) {
    if (!closed) {
      session.notify(method, params);
    }
  }

  private void outputReady() {
    whenNotHeld(
        () -> {
          if (closed) {
            source.close(); // What was offered after the closing is released by this.
          } else {
            session.drain().ready(source);
          }
        });
  }

  private void whenNotHeld(Runnable action) {
    if (hold == null || closed) {
      action.run();
    } else {
      if (!hold.whenReleased(action)) {
        session.tooMuchWaits();
      }
    }
  }
}
