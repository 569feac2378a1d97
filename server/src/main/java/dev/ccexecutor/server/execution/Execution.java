package dev.ccexecutor.server.execution;

import dev.ccexecutor.protocol.execution.ControlParams;
import dev.ccexecutor.protocol.execution.ControlResult;
import dev.ccexecutor.protocol.execution.EndReason;
import dev.ccexecutor.protocol.execution.ExecutionState;
import dev.ccexecutor.protocol.execution.ExecutionStatus;
import dev.ccexecutor.protocol.execution.ProcessCompleted;
import dev.ccexecutor.protocol.execution.ProcessStarted;
import dev.ccexecutor.protocol.execution.ProcessStdin;
import dev.ccexecutor.protocol.execution.PtyResizeResult;
import dev.ccexecutor.protocol.execution.StdinMode;
import dev.ccexecutor.protocol.execution.StdinState;
import dev.ccexecutor.protocol.execution.StreamType;
import dev.ccexecutor.protocol.execution.TerminalSize;
import dev.ccexecutor.server.execution.input.EndOfInput;
import dev.ccexecutor.server.execution.input.ExecutionInput;
import dev.ccexecutor.server.execution.input.InputState;
import dev.ccexecutor.server.execution.journal.PastExecution;
import dev.ccexecutor.server.execution.loop.ReaderLoop;
import dev.ccexecutor.server.execution.output.ExecutionOutput;
import dev.ccexecutor.server.posix.PosixException;
import dev.ccexecutor.server.posix.SpawnRequest;
import dev.ccexecutor.server.posix.SpawnedProcess;
import dev.ccexecutor.server.threading.RunsOn;
import dev.ccexecutor.server.threading.ThreadRole;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;

/**
 * One command from its request to its end record, as the rest of the server sees it. What happens
 * while it runs is {@link RunningExecution}'s.
 *
 * <p>All its state is written on its reader loop. The public methods may be called on any thread
 * and hand over to it; what arrives while the command is still starting takes effect as soon as it
 * has started, in the order of arrival.
 */
public final class Execution {
  private final ExecutionSpec spec;
  private final ExecutionServices services;
  private final ReaderLoop loop;
  private final Subscribers subscribers;
  private final Attachments attachments;
  private final ExecutionOutput output;
  private final ExecutionInput input;
  private final ExecutionRecord record;
  private final ExecutionAudit audit;
  private final ExecutionStart start;
  private final Launch launch;
  private final HookCourse hooks;
  private final OrderedControls controls;
  private final EndWaiters endWaiters = new EndWaiters();

  Execution(ExecutionSpec spec, ExecutionServices services, ReaderLoop loop) {
    this.spec = spec;
    this.services = services;
    this.loop = loop;
    this.start = new ExecutionStart(spec);
    this.hooks = new HookCourse(loop, spec.executionId());
    this.controls = new OrderedControls(spec, loop, start, hooks);
    this.output =
        new ExecutionOutput(
            loop,
            spec.executionId(),
            spec.retention(),
            () -> controls.running().pipesEnded(),
            () -> controls.running().rearmIdleTimers());
    this.subscribers =
        new Subscribers(
            spec.executionId(), output.log(), new AttachmentMemory(services.capacity()));
    this.input = newInput();
    this.record = new ExecutionRecord(spec, output);
    this.audit = new ExecutionAudit(services.audit(), spec);
    this.launch = new Launch(spec, services, loop, audit);
    this.attachments =
        new Attachments(
            spec,
            record,
            output.log(),
            subscribers,
            new Attachments.Surroundings(
                loop,
                action -> loop.execute(() -> start.onceOver(action)),
                action -> loop.execute(() -> controls.whileAlone(action)),
                this::abandon,
                this::settled));
  }

  /** One that ended in the time of another server. Nobody else must have it yet. */
  static Execution past(PastOutput past, ExecutionServices services, ReaderLoop loop) {
    PastExecution over = past.execution();
    Execution execution = new Execution(ExecutionSpec.past(over), services, loop);
    execution.attachments.restore();
    execution.record.restore(over);
    execution.start.past();
    execution
        .output
        .log()
        .restore(
            over.end(),
            past.to(StreamType.STDOUT),
            past.to(StreamType.STDERR),
            past.openSpool(services.spools(), loop));
    execution.endWaiters.ended(execution.record::status);
    return execution;
  }

  private ExecutionInput newInput() {
    Executor inOrder = action -> loop.execute(() -> start.onceOver(action));
    EndOfInput end = spec.terminal() ? EndOfInput.EOF_CHARACTER : EndOfInput.CLOSES;
    return spec.stdin() == StdinMode.PIPE
        ? ExecutionInput.open(loop, services.maxStdinBytes(), end, inOrder, this::inputChanged)
        : ExecutionInput.none(inOrder, this::inputChanged);
  }

  public ExecutionSpec spec() {
    return spec;
  }

  /** What is known of it; any thread. */
  public ExecutionRecord record() {
    return record;
  }

  /** What of its output waits for those who read it; any thread. */
  long queuedBytes() {
    return output.log().queuedBytes();
  }

  /** Who has it, and who wants to; any thread. */
  public Attachments attachments() {
    return attachments;
  }

  /** Where clients write; any thread. */
  public ExecutionInput input() {
    return input;
  }

  /** Ends well when the process runs; else with the spawn's error. Completed on the reader loop. */
  public CompletableFuture<ProcessStarted> started() {
    return start.answer();
  }

  /**
   * The status at the end; a future of the caller's own. It fails if nothing was started. Any
   * thread.
   */
  public CompletableFuture<ExecutionStatus> awaitEnd() {
    return endWaiters.add();
  }

  /** The request may be large, and is not kept beyond the start. Throws nothing. */
  void start(SpawnRequest request, String peer, ExecutionHooks around) {
    hooks.set(around);
    if (around.actBefore()) {
      loop.execute(() -> hooks.before(ready -> spawn(ready, peer), this::nothingToStart));
    } else {
      spawn(request, peer);
    }
  }

  private void spawn(SpawnRequest request, String peer) {
    try {
      long orderedNanos = System.nanoTime();
      launch.order(request, peer, process -> spawned(process, orderedNanos), this::spawnFailed);
    } catch (RuntimeException | Error e) {
      loop.execute(() -> notStarted(e, null));
    }
  }

  /** Carries a control out; the answer comes on the reader loop. */
  public CompletableFuture<ControlResult> control(ControlParams params) {
    return controls.control(params, input);
  }

  /** Gives its terminal another size; the answer comes on the reader loop. */
  public CompletableFuture<PtyResizeResult> resize(TerminalSize size) {
    return controls.resize(size, input);
  }

  /** The server ends. Done when the reader loop has closed what is kept. */
  CompletableFuture<Void> close() {
    return CompletableFuture.runAsync(output.log()::close, loop::execute);
  }

  /** Nobody can attach to it any more: what it keeps may go. */
  void discard() {
    loop.execute(output.log()::discard);
  }

  /**
   * Ends it for a reason of the server's; TERM, the execution's own grace (at most so long), KILL.
   */
  public void stop(EndReason reason, long longestGraceMillis) {
    controls.stop(reason, Math.min(spec.graceMillis(), longestGraceMillis));
  }

  /** The same with the execution's own grace. */
  public void stop(EndReason reason) {
    stop(reason, spec.graceMillis());
  }

  @RunsOn(ThreadRole.READER_LOOP)
  private void spawned(SpawnedProcess process, long orderedNanos) {
    loop.counts().spawns().record(process.startedAtNanos() - orderedNanos);
    RunningExecution running;
    try {
      running =
          new RunningExecution(
              spec, loop, services.sweeper(), process, record, output, subscribers, this::ended);
    } catch (RuntimeException | Error e) {
      services.spawner().discard(process); // Nobody would watch it.
      notStarted(e, null);
      return;
    }
    controls.running(running);
    int pid = process.leader().pid();
    record.started(pid, process.startedAtNanos());
    loop.counts().started().add(1);
    ProcessStarted notification = ProcessStarted.of(spec.executionId(), pid, pid);
    boolean granted =
        start.succeeded(
            notification,
            () -> launch.noteStart(record, output.log()),
            () -> tellStart(notification),
            () -> running.begin(process),
            () -> input.start(loop, spec.executionId(), process.stdin()));
    if (!granted) {
      running.stop(EndReason.KILLED, 0); // Its client was told that nothing runs.
    }
  }

  private void tellStart(ProcessStarted notification) {
    subscribers.started(notification);
    hooks.takeWarning().ifPresent(subscribers::warned);
  }

  @RunsOn(ThreadRole.READER_LOOP)
  private void spawnFailed(PosixException failure) {
    notStarted(ExecutionErrors.spawnFailed(failure).asException(), failure.errnoName());
  }

  @RunsOn(ThreadRole.READER_LOOP)
  private void notStarted(Throwable why, String errno) {
    notStarted(why, () -> ExecutionLog.notStarted(spec, errno), () -> audit.failed(errno));
  }

  /** A hook has refused it, or it was stopped there: whoever did has told of that. */
  @RunsOn(ThreadRole.READER_LOOP)
  private void nothingToStart(Throwable why) {
    notStarted(why, () -> {}, () -> {});
  }

  @RunsOn(ThreadRole.READER_LOOP)
  private void notStarted(Throwable why, Runnable logging, Runnable auditing) {
    record.state(ExecutionState.COMPLETED);
    start.failed(
        why,
        input::close,
        attachments::notStarted,
        () -> services.onSpawnFailed(this),
        logging,
        auditing,
        () -> endWaiters.ended(this::unknown));
  }

  private ExecutionStatus unknown() {
    throw new CompletionException(ExecutionErrors.unknown(spec.executionId()).asException());
  }

  private void inputChanged(InputState state) {
    subscribers.stdin(
        new ProcessStdin(
            spec.executionId(),
            state.nextOffset(),
            state.window(),
            state.open() ? StdinState.OPEN : StdinState.CLOSED,
            state.unwritten() == 0 ? null : state.unwritten()));
  }

  /** Nobody will read it, so it must not wait for that while it ends. */
  private void abandon() {
    output.log().abandon();
    controls.stopHere(EndReason.DISCONNECTED, spec.graceMillis());
  }

  /** Written down before anybody is told, so that no crash makes it unknown again. */
  private void ended(ProcessCompleted end) {
    input.close();
    audit.ended(end);
    services.journal().ended(record.past(end), () -> loop.execute(() -> written(end)));
  }

  private void written(ProcessCompleted end) {
    if (!hooks.actAfter()) {
      tellEnd(end);
      return;
    }
    subscribers.nothingFollows(); // The hook may take its time.
    hooks.after(
        end,
        warning -> {
          warning.ifPresent(subscribers::warned);
          tellEnd(end);
        });
  }

  private void tellEnd(ProcessCompleted end) {
    record.told(end);
    loop.counts().ended(end.reason()).add(1);
    services.onCompleted(this);
    endWaiters.ended(record::status);
    attachments.completed();
    output.complete(end);
    subscribers.nothingFollows(); // The end record wakes nobody whose queue waits for its client.
  }

  /** What it holds from now on is for those who come back. */
  private void settled() {
    output.log().settle();
    services.onSettled(this, output.log().keptBytes());
  }
}
