package dev.ccexecutor.server.execution;

import dev.ccexecutor.protocol.execution.ControlParams;
import dev.ccexecutor.protocol.execution.ControlResult;
import dev.ccexecutor.protocol.execution.ControlType;
import dev.ccexecutor.protocol.execution.EndReason;
import dev.ccexecutor.protocol.execution.ExecutionState;
import dev.ccexecutor.protocol.execution.ProcessCompleted;
import dev.ccexecutor.protocol.execution.ProcessExited;
import dev.ccexecutor.protocol.execution.ProcessProgress;
import dev.ccexecutor.protocol.execution.ProcessStateChange;
import dev.ccexecutor.protocol.execution.PtyResizeResult;
import dev.ccexecutor.protocol.execution.Signal;
import dev.ccexecutor.protocol.execution.TerminalSize;
import dev.ccexecutor.protocol.execution.TreeUsage;
import dev.ccexecutor.protocol.jsonrpc.JsonRpcError;
import dev.ccexecutor.server.execution.loop.PausableStopwatch;
import dev.ccexecutor.server.execution.loop.ReaderLoop;
import dev.ccexecutor.server.execution.loop.StopwatchTimer;
import dev.ccexecutor.server.execution.output.ExecutionOutput;
import dev.ccexecutor.server.execution.tree.LeaderWatch;
import dev.ccexecutor.server.execution.tree.StopLadder;
import dev.ccexecutor.server.execution.tree.TreeControl;
import dev.ccexecutor.server.execution.tree.TreeSweeper;
import dev.ccexecutor.server.posix.ChildExit;
import dev.ccexecutor.server.posix.SpawnedProcess;
import dev.ccexecutor.server.threading.RunsOn;
import dev.ccexecutor.server.threading.ThreadRole;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * An execution whose process was spawned: the state machine, from running to completed.
 *
 * <pre>
 *   running ◄──► paused          from either of them: a stop ──► stopping
 *      └────────────┴── the leader ends ──► exited ── pipes read, tree ended ──► completed
 * </pre>
 */
@RunsOn(ThreadRole.READER_LOOP)
final class RunningExecution {
  private static final double MILLIS_PER_SECOND = 1e3;
  private static final double NANOS_PER_SECOND = 1e9;

  private final ExecutionSpec spec;
  private final ExecutionRecord record;
  private final ExecutionOutput output;
  private final ExecutionListener listener;
  private final Consumer<ProcessCompleted> onEnded;
  private final PausableStopwatch runTime = new PausableStopwatch(System::nanoTime);
  private final StopwatchTimer timeout;
  private final StopwatchTimer idleTimeout;
  private final PauseSwitch pauseSwitch;
  private final LeaderWatch leader;
  private final TreeControl tree;
  private final StopLadder ladder;
  private final EndSequence end;
  private final TerminalHold terminal;
  private final ProgressReporter progress;

  /** The tree was ended and its leader reaped, so that no control may act any more. */
  private boolean over;

  private boolean endHandedOver;

  /**
   * Takes over a process.
   *
   * @param onEnded hands over the end record, after which nothing follows
   */
  RunningExecution(
      ExecutionSpec spec,
      ReaderLoop loop,
      TreeSweeper sweeper,
      SpawnedProcess process,
      ExecutionRecord record,
      ExecutionOutput output,
      ExecutionListener listener,
      Consumer<ProcessCompleted> onEnded) {
    this.spec = spec;
    this.record = record;
    this.output = output;
    this.listener = listener;
    this.onEnded = onEnded;
    leader = new LeaderWatch(loop, spec.executionId(), process.leader(), this::leaderExited);
    tree = sweeper.control(loop, process);
    ladder = new StopLadder(loop, tree);
    end = new EndSequence(spec, loop, tree, ladder, output, this::ended);
    terminal = new TerminalHold(spec.executionId(), process.terminal());
    progress = new ProgressReporter(loop, spec.progressMillis(), tree, this::tellProgress);
    pauseSwitch = new PauseSwitch(runTime, output.silence());
    timeout =
        new StopwatchTimer(
            loop, runTime, spec.timeoutMillis(), () -> stop(EndReason.TIMEOUT, spec.graceMillis()));
    idleTimeout =
        new StopwatchTimer(
            loop,
            output.silence(),
            spec.idleTimeoutMillis(),
            () -> stop(EndReason.IDLE_TIMEOUT, spec.graceMillis()));
  }

  /** Begins to read, to watch and to measure. */
  void begin(SpawnedProcess process) {
    try {
      timeout.rearm();
      output.open(process.stdout(), process.stderr(), process.outputKind());
      idleTimeout.rearm();
      progress.begin();
    } finally {
      leader.register(); // Else its end would never be seen.
    }
  }

  /** Carries a control out. */
  void control(ControlParams params, CompletableFuture<ControlResult> answer) {
    if (over) {
      answer.completeExceptionally(ExecutionErrors.hasEnded(spec.executionId()).asException());
      return;
    }
    switch (params.type()) {
      case PAUSE -> pause(answer);
      case RESUME -> resume(answer);
      case CANCEL -> cancel(params, answer);
      case KILL -> kill(answer);
      case SIGNAL -> signal(params.signal(), answer);
    }
  }

  /** Gives its terminal another size. */
  void resize(TerminalSize size, CompletableFuture<PtyResizeResult> answer) {
    if (over) {
      answer.completeExceptionally(ExecutionErrors.hasEnded(spec.executionId()).asException());
      return;
    }
    terminal.resize(record.state(), size, answer);
  }

  private void pause(CompletableFuture<ControlResult> answer) {
    if (record.state() != ExecutionState.RUNNING) {
      refuse(answer);
      return;
    }
    record.state(ExecutionState.PAUSED);
    pauseSwitch.pause(
        tree,
        running -> {
          if (running.isEmpty()) {
            done(ControlType.PAUSE, answer);
          } else {
            answer.completeExceptionally(ExecutionErrors.notPaused(running).asException());
          }
        },
        () -> refuse(answer));
  }

  private void resume(CompletableFuture<ControlResult> answer) {
    if (record.state() != ExecutionState.PAUSED) {
      refuse(answer);
      return;
    }
    record.state(ExecutionState.RUNNING);
    pauseSwitch.leave();
    tree.resumeAll();
    timeout.rearm();
    rearmIdleTimers();
    done(ControlType.RESUME, answer);
  }

  private void cancel(ControlParams params, CompletableFuture<ControlResult> answer) {
    stop(EndReason.CANCELED, params.graceMillisOr(spec.graceMillis()));
    done(ControlType.CANCEL, answer);
  }

  private void kill(CompletableFuture<ControlResult> answer) {
    enterStopping(EndReason.KILLED);
    ladder.kill();
    end.stopRequested();
    done(ControlType.KILL, answer);
  }

  private void signal(String name, CompletableFuture<ControlResult> answer) {
    OptionalInt number = Signal.numberOf(name);
    if (number.isEmpty()) {
      JsonRpcError error = JsonRpcError.invalidParams("signal", "is not a signal of Linux");
      answer.completeExceptionally(error.asException());
      return;
    }
    tree.signalGroup(number.getAsInt());
    ExecutionLog.controlled(spec, ControlType.SIGNAL, name);
    answer.complete(ControlResult.of(ControlType.SIGNAL, spec.executionId()));
  }

  private void done(ControlType type, CompletableFuture<ControlResult> answer) {
    ControlResult result = ControlResult.of(type, spec.executionId());
    answer.complete(result);
    String status = type == ControlType.KILL ? ControlType.CANCEL.resultStatus() : result.status();
    ExecutionLog.controlled(spec, type, null);
    listener.changed(
        new ProcessStateChange(spec.executionId(), status, record.pid(), record.pid()));
  }

  private void refuse(CompletableFuture<ControlResult> answer) {
    answer.completeExceptionally(ExecutionErrors.wrongState(record.state()).asException());
  }

  /** Silence is measured again after it was not. */
  void rearmIdleTimers() {
    idleTimeout.rearm();
    end.silenceResumed();
  }

  /** Asks the whole tree to end, whatever state it is in. */
  void stop(EndReason reason, long graceMillis) {
    if (over) {
      return;
    }
    enterStopping(reason);
    ladder.begin(graceMillis);
    end.stopRequested();
  }

  private void enterStopping(EndReason reason) {
    ExecutionState state = record.state();
    if (state == ExecutionState.PAUSED) {
      pauseSwitch.leave();
    }
    if (state == ExecutionState.RUNNING || state == ExecutionState.PAUSED) {
      record.state(ExecutionState.STOPPING);
      record.reason(reason);
      timeout.cancel();
      idleTimeout.cancel();
      ExecutionLog.stopping(spec, reason);
    }
  }

  private void leaderExited(ChildExit exit) {
    if (record.state() == ExecutionState.PAUSED) {
      pauseSwitch.leave();
      tree.resumeAll(); // What it leaves behind may be kept, and nobody could resume it any more.
    }
    timeout.cancel();
    idleTimeout.cancel();
    terminal.letGo();
    record.exited(exit);
    try {
      ProcessExited exited = record.exitedNotification();
      ExecutionLog.leaderExited(spec, exited);
      listener.exited(exited);
    } finally {
      beginEnd(); // Comes only once: whoever failed to hear of it, the tree must be ended.
    }
  }

  private void beginEnd() {
    try {
      end.leaderExited();
    } finally {
      if (!over) {
        listener.nothingFollows();
      }
    }
  }

  private void tellProgress(TreeUsage tree) {
    listener.progress(
        new ProcessProgress(
            spec.executionId(),
            runTime.elapsedMillis() / MILLIS_PER_SECOND,
            output.nanosSinceLastByte() / NANOS_PER_SECOND,
            output.stdout().bytes(),
            output.stderr().bytes(),
            tree));
  }

  /** Every pipe has come to its end. */
  void pipesEnded() {
    end.pipesEnded();
  }

  /** Nobody looks at the tree any more, so its leader's pid may go. */
  private void ended(boolean drained, boolean treeEmpty) {
    progress.end();
    ladder.cancelTimer(); // A stop may have come while the last look was under way.
    over = true;
    try {
      ProcessCompleted end = record.endRecord(drained, treeEmpty);
      output.seal(end, transcript -> sealed(end.withTranscript(transcript)));
      if (!endHandedOver) {
        listener.nothingFollows(); // The disk may take its time.
      }
    } finally {
      leader.close(); // While the end is being written down, before anybody is told of it.
    }
  }

  private void sealed(ProcessCompleted end) {
    endHandedOver = true;
    onEnded.accept(end);
    ExecutionLog.completed(spec, end); // Meanwhile it is written down.
  }
}
