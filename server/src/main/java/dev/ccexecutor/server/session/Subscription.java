package dev.ccexecutor.server.session;

import dev.ccexecutor.protocol.execution.HookWarning;
import dev.ccexecutor.protocol.execution.ProcessCompleted;
import dev.ccexecutor.protocol.execution.ProcessDetached;
import dev.ccexecutor.protocol.execution.ProcessExited;
import dev.ccexecutor.protocol.execution.ProcessProgress;
import dev.ccexecutor.protocol.execution.ProcessStarted;
import dev.ccexecutor.protocol.execution.ProcessStateChange;
import dev.ccexecutor.protocol.execution.ProcessStdin;
import dev.ccexecutor.protocol.execution.StreamOffsets;
import dev.ccexecutor.server.execution.Execution;
import dev.ccexecutor.server.execution.Subscriber;
import dev.ccexecutor.server.execution.output.FeedTerms;
import dev.ccexecutor.server.execution.output.OutputQueue;
import dev.ccexecutor.server.session.output.OutputSource;
import dev.ccexecutor.server.session.output.OutputTerms;
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
public final class Subscription implements Subscriber {
  private final Session session;
  private final Execution execution;
  private final boolean owns;
  private final OutputChoice choice;
  private final SessionClaim claim;
  private final int channel;
  private final AnswerHold hold;
  private final OutputQueue queue;

  /** Made once, not for each wake-up. */
  private final Runnable drain = this::drain;

  private OutputSource source;
  private boolean closed;
  private boolean progressWaits;

  /**
   * Makes one, which hears nothing before {@link #begin}.
   *
   * @param owns whether it is to be the owner, not an observer
   */
  Subscription(
      Session session,
      Execution execution,
      boolean owns,
      OutputChoice choice,
      FeedTerms terms,
      SessionClaim claim,
      int channel,
      AnswerHold hold) {
    this.session = session;
    this.execution = execution;
    this.owns = owns;
    this.choice = choice;
    this.claim = claim;
    this.channel = channel;
    this.hold = hold;
    Runnable onWake = this::outputReady;
    this.queue = execution.attachments().newQueue(terms, () -> session.executor().execute(onWake));
  }

  /** Output comes from here on. */
  void begin(long stdoutFrom, long stderrFrom) {
    source =
        new OutputSource(
            queue,
            new OutputTerms(
                choice.form(),
                execution.spec().executionId(),
                channel,
                choice.windowBytes(),
                stdoutFrom,
                stderrFrom),
            session.sentBytes(),
            this::completed);
  }

  OutputQueue queue() {
    return queue;
  }

  /** Whether it is the owner, as far as this session has heard. */
  boolean owns() {
    return owns;
  }

  /** Its number in data frames. */
  public int channel() {
    return channel;
  }

  public Execution execution() {
    return execution;
  }

  /**
   * The end record may have been found by a drain that was under way, ahead of the tasks that bring
   * the last events: it goes behind them.
   */
  private void completed(ProcessCompleted end) {
    session.executor().execute(() -> session.delivered(this, end));
  }

  /** Wants nothing more of it. */
  void close() {
    closed = true;
    if (source == null) {
      queue.close();
    } else {
      source.close();
    }
  }

  /** The client has taken care of all before these offsets. */
  void acknowledge(StreamOffsets offsets) {
    if (source != null && source.acknowledge(offsets)) {
      session.drain().ready(source);
    }
  }

  @Override
  public Object connection() {
    return session.identity();
  }

  @Override
  public SessionClaim claim() {
    return claim;
  }

  @Override
  public void detached(ProcessDetached detached) {
    session.executor().execute(() -> whenNotHeld(() -> session.taken(this, detached)));
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
    session.executeWithNext(() -> whenNotHeld(() -> notifyExited(exited)));
  }

  @Override
  public void nothingFollows() {
    session.executor().execute(() -> {});
  }

  @Override
  public void stdin(ProcessStdin stdin) {
    handOver("process.stdin", stdin);
  }

  @Override
  public void warned(HookWarning warning) {
    handOver("hook.warning", warning);
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

  /** The rest of its output and its end mostly follow: one write, and the client wakes once. */
  private void notifyExited(ProcessExited exited) {
    if (!closed) {
      session.notifyWithOutput("process.exited", exited);
    }
  }

  private void outputReady() {
    whenNotHeld(drain);
  }

  private void drain() {
    if (closed) {
      close(); // What was offered after the closing is released by this.
    } else {
      session.drain().ready(source);
    }
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
