package dev.ccexecutor.server.execution;

import dev.ccexecutor.protocol.execution.ControlParams;
import dev.ccexecutor.protocol.execution.ControlResult;
import dev.ccexecutor.protocol.execution.ControlType;
import dev.ccexecutor.protocol.execution.EndReason;
import dev.ccexecutor.protocol.execution.ExecutionState;
import dev.ccexecutor.protocol.execution.ExecutionStatus;
import dev.ccexecutor.protocol.execution.ProcessCompleted;
import dev.ccexecutor.protocol.execution.ProcessStarted;
import dev.ccexecutor.protocol.execution.ProcessStateChange;
import dev.ccexecutor.protocol.execution.Signal;
import dev.ccexecutor.protocol.jsonrpc.ErrorKind;
import dev.ccexecutor.protocol.jsonrpc.JsonRpcError;
import dev.ccexecutor.server.posix.ChildExit;
import dev.ccexecutor.server.posix.PosixException;
import dev.ccexecutor.server.posix.ProcessTree;
import dev.ccexecutor.server.posix.SpawnedProcess;
import dev.ccexecutor.server.threading.RunsOn;
import dev.ccexecutor.server.threading.ThreadRole;
import java.util.ArrayDeque;
import java.util.OptionalInt;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * One command from its start to its end record: the state machine.
 *
 * <pre>
 *   starting ──► running ◄──► paused          any of running, paused: stop ──► stopping
 *                   └────────────┴── leader ends ──► exited ── pipes read, tree ended ──► completed
 * </pre>
 *
 * <p>All its state is written on its reader loop. The public methods may be called on any thread
 * and hand over to it; what arrives while the command is still starting takes effect as soon as it
 * has started, in the order of arrival.
 */
public final class Execution {
  private final ExecutionSpec spec;
  private final ExecutionServices services;
  private final ReaderLoop loop;
  private final ExecutionListener listener;
  private final ExecutionOutput output;
  private final PausableStopwatch runTime = new PausableStopwatch(System::nanoTime);
  private final StopwatchTimer timeout;
  private final StopwatchTimer idleTimeout;
  private final PauseSwitch pauseSwitch;
  private final ExecutionRecord record;
  private final CompletableFuture<ProcessStarted> started = new CompletableFuture<>();
  private final EndWaiters endWaiters = new EndWaiters();
  private final Queue<Runnable> untilStarted = new ArrayDeque<>();
  private LeaderWatch leader;
  private TreeControl tree;
  private StopLadder ladder;
  private EndSequence end;

  Execution(
      ExecutionSpec spec,
      ExecutionServices services,
      ReaderLoop loop,
      ExecutionListener listener,
      OutputQueue queue) {
    this.spec = spec;
    this.services = services;
    this.loop = loop;
    this.listener = listener;
    this.output = new ExecutionOutput(loop, queue, this::pipesEnded, this::rearmIdleTimers);
    this.record = new ExecutionRecord(spec, output.stdout(), output.stderr());
    this.timeout =
        new StopwatchTimer(
            loop, runTime, spec.timeoutMillis(), () -> stopHere(EndReason.TIMEOUT, graceMillis()));
    this.idleTimeout =
        new StopwatchTimer(
            loop,
            output.silence(),
            spec.idleTimeoutMillis(),
            () -> stopHere(EndReason.IDLE_TIMEOUT, graceMillis()));
    this.pauseSwitch = new PauseSwitch(runTime, output.silence());
  }

  public ExecutionSpec spec() {
    return spec;
  }

  /** What is known of it; any thread. */
  public ExecutionRecord record() {
    return record;
  }

  /** Ends well when the process runs; else with the spawn's error. Completed on the reader loop. */
  public CompletableFuture<ProcessStarted> started() {
    return started;
  }

  /**
   * The status at the end; a future of the caller's own. It fails if nothing was started. Any
   * thread.
   */
  public CompletableFuture<ExecutionStatus> awaitEnd() {
    return endWaiters.add();
  }

  void start() {
    services
        .spawner()
        .spawn(spec.spawn(), new SpawnHandOver(loop, this::spawned, this::spawnFailed));
  }

  /** Makes the reader loop read on, after the queue was full. */
  void resumeReading() {
    loop.execute(output::resume);
  }

  /** Carries a control out; the answer comes on the reader loop. */
  public CompletableFuture<ControlResult> control(ControlParams params) {
    CompletableFuture<ControlResult> answer = new CompletableFuture<>();
    loop.execute(() -> onceStarted(() -> controlHere(params, answer)));
    return answer;
  }

  /**
   * Ends it for a reason of the server's; TERM, the execution's own grace (at most so long), KILL.
   */
  public void stop(EndReason reason, long longestGraceMillis) {
    long grace = Math.min(graceMillis(), longestGraceMillis);
    loop.execute(() -> onceStarted(() -> stopHere(reason, grace)));
  }

  /** The same with the execution's own grace. */
  public void stop(EndReason reason) {
    stop(reason, graceMillis());
  }

  private long graceMillis() {
    return spec.graceMillis();
  }

  @RunsOn(ThreadRole.READER_LOOP)
  private void onceStarted(Runnable action) {
    assert loop.isCurrent();
    if (record.state() == ExecutionState.STARTING) {
      untilStarted.add(action);
    } else {
      action.run();
    }
  }

  @RunsOn(ThreadRole.READER_LOOP)
  private void spawned(SpawnedProcess process) {
    int pid = process.leader().pid();
    leader = new LeaderWatch(loop, process.leader(), this::leaderExited);
    tree =
        new TreeControl(
            loop, process.leader(), new ProcessTree(pid, spec.marker()), services.sweeper());
    ladder = new StopLadder(loop, tree);
    end = new EndSequence(spec, loop, tree, ladder, output, this::ended);
    record.started(pid);
    runTime.restart();
    ExecutionLog.started(spec, pid);
    ProcessStarted notification = ProcessStarted.of(spec.executionId(), pid, pid);
    started.complete(notification);
    listener.started(notification);
    timeout.rearm();
    output.open(process.stdout(), process.stderr());
    idleTimeout.rearm();
    leader.register();
    runWhatWaited();
  }

  @RunsOn(ThreadRole.READER_LOOP)
  private void spawnFailed(PosixException failure) {
    record.state(ExecutionState.COMPLETED);
    services.onSpawnFailed(this);
    ExecutionLog.spawnFailed(spec, failure);
    started.completeExceptionally(
        JsonRpcError.of(ErrorKind.SPAWN_FAILED, failure.getMessage())
            .with("errno", failure.errnoName())
            .with("path", failure.path())
            .asException());
    endWaiters.ended(
        () -> {
          throw new CompletionException(ExecutionErrors.unknown(spec.executionId()).asException());
        });
    runWhatWaited();
  }

  private void runWhatWaited() {
    for (Runnable action = untilStarted.poll(); action != null; action = untilStarted.poll()) {
      action.run();
    }
  }

  @RunsOn(ThreadRole.READER_LOOP)
  private void controlHere(ControlParams params, CompletableFuture<ControlResult> answer) {
    if (record.state() == ExecutionState.COMPLETED) {
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
        running -> answer.completeExceptionally(ExecutionErrors.pauseLeft(running).asException()));
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
    stopHere(EndReason.CANCELED, params.graceMillisOr(graceMillis()));
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
    answer.complete(ControlResult.of(ControlType.SIGNAL, spec.executionId()));
  }

  private void done(ControlType type, CompletableFuture<ControlResult> answer) {
    ControlResult result = ControlResult.of(type, spec.executionId());
    answer.complete(result);
    String status = type == ControlType.KILL ? ControlType.CANCEL.resultStatus() : result.status();
    ExecutionLog.controlled(spec, result.status());
    listener.changed(
        new ProcessStateChange(spec.executionId(), status, record.pid(), record.pid()));
  }

  private void refuse(CompletableFuture<ControlResult> answer) {
    answer.completeExceptionally(ExecutionErrors.wrongState(record.state()).asException());
  }

  private void rearmIdleTimers() {
    idleTimeout.rearm();
    end.silenceResumed();
  }

  /** Asks the whole tree to end, whatever state it is in. */
  @RunsOn(ThreadRole.READER_LOOP)
  private void stopHere(EndReason reason, long graceMillis) {
    if (record.state() == ExecutionState.COMPLETED) {
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

  @RunsOn(ThreadRole.READER_LOOP)
  private void leaderExited(ChildExit exit) {
    if (record.state() == ExecutionState.PAUSED) {
      pauseSwitch.leave();
    }
    timeout.cancel();
    idleTimeout.cancel();
    record.exited(exit);
    listener.exited(record.exitedNotification());
    end.leaderExited();
  }

  private void pipesEnded() {
    end.pipesEnded();
  }

  /** Nobody looks at the tree any more, so its leader's pid may go. */
  private void ended(boolean drained, boolean treeEmpty) {
    leader.close();
    ProcessCompleted completed = record.completed(drained, treeEmpty);
    ExecutionLog.completed(spec, completed);
    services.onCompleted(this);
    output.complete(completed);
    endWaiters.ended(record::status);
  }
}
