package dev.ccexecutor.server.execution;

import dev.ccexecutor.protocol.execution.ControlParams;
import dev.ccexecutor.protocol.execution.ControlResult;
import dev.ccexecutor.protocol.execution.EndReason;
import dev.ccexecutor.protocol.execution.PtyResizeResult;
import dev.ccexecutor.protocol.execution.TerminalSize;
import dev.ccexecutor.server.execution.input.ExecutionInput;
import dev.ccexecutor.server.execution.loop.ReaderLoop;
import dev.ccexecutor.server.threading.RunsOn;
import dev.ccexecutor.server.threading.ThreadRole;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * Brings what is asked of an execution to its process, in the order of arrival: behind the start,
 * and behind what was written to it before. What ends it need not wait for a hook ahead of the
 * start.
 */
final class OrderedControls {
  private final ExecutionSpec spec;
  private final ReaderLoop loop;
  private final ExecutionStart start;
  private final HookCourse hooks;

  /** Null until the process was spawned. */
  private RunningExecution running;

  OrderedControls(ExecutionSpec spec, ReaderLoop loop, ExecutionStart start, HookCourse hooks) {
    this.spec = spec;
    this.loop = loop;
    this.start = start;
    this.hooks = hooks;
  }

  /** There is a process now; what waits is done when the start is over. */
  @RunsOn(ThreadRole.READER_LOOP)
  void running(RunningExecution process) {
    running = process;
  }

  /** Only once there is a process. */
  @RunsOn(ThreadRole.READER_LOOP)
  RunningExecution running() {
    return running;
  }

  /** Any thread; the answer comes on the reader loop. */
  CompletableFuture<ControlResult> control(ControlParams params, ExecutionInput behind) {
    CompletableFuture<ControlResult> answer = new CompletableFuture<>();
    long askedNanos = System.nanoTime();
    answer.whenComplete( // Ahead of what may complete it, so that this is done on the loop.
        (result, failure) ->
            loop.counts().controls(params.type()).record(System.nanoTime() - askedNanos));
    if (params.type().endsExecution() && hooks.actBefore()) {
      loop.execute(() -> hooks.giveUpStart(EndReason.CANCELED));
    }
    behind.runInOrder(() -> controlHere(params, answer));
    return answer;
  }

  /** Any thread; the answer comes on the reader loop. */
  CompletableFuture<PtyResizeResult> resize(TerminalSize size, ExecutionInput behind) {
    CompletableFuture<PtyResizeResult> answer = new CompletableFuture<>();
    behind.runInOrder(() -> withRunning(answer, it -> it.resize(size, answer)));
    return answer;
  }

  /** Any thread. */
  void stop(EndReason reason, long graceMillis) {
    loop.execute(
        () -> {
          hooks.giveUpStart(reason);
          start.onceOver(() -> stopHere(reason, graceMillis));
        });
  }

  /**
   * That its client has gone counts at once as long as nobody has asked for anything besides: the
   * command need not start first.
   */
  @RunsOn(ThreadRole.READER_LOOP)
  void whileAlone(Runnable disconnect) {
    if (hooks.areBeforeStart() && start.hasNobodyWaiting()) {
      disconnect.run();
    } else {
      start.onceOver(disconnect);
    }
  }

  /** Ends the process, or if there is none yet, what would start it. */
  @RunsOn(ThreadRole.READER_LOOP)
  void stopHere(EndReason reason, long graceMillis) {
    if (running != null) {
      running.stop(reason, graceMillis);
    } else {
      hooks.giveUpStart(reason);
    }
  }

  /** Of what was given up before its start nothing but that is left to do. */
  private void controlHere(ControlParams params, CompletableFuture<ControlResult> answer) {
    if (hooks.gaveUpStart() && params.type().endsExecution()) {
      answer.complete(ControlResult.of(params.type(), spec.executionId()));
    } else {
      withRunning(answer, it -> it.control(params, answer));
    }
  }

  /** What could not be started was never there. */
  private void withRunning(CompletableFuture<?> answer, Consumer<RunningExecution> action) {
    if (running == null) {
      answer.completeExceptionally(ExecutionErrors.unknown(spec.executionId()).asException());
    } else {
      action.accept(running);
    }
  }
}
