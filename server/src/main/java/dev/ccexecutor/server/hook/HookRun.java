package dev.ccexecutor.server.hook;

import dev.ccexecutor.server.config.TimeSpan;
import dev.ccexecutor.server.execution.ExecutionMarker;
import dev.ccexecutor.server.execution.journal.JournaledExecution;
import dev.ccexecutor.server.logging.LogKeys;
import dev.ccexecutor.server.posix.ChildExit;
import dev.ccexecutor.server.posix.ChildStreams;
import dev.ccexecutor.server.posix.PosixException;
import dev.ccexecutor.server.posix.ProcessTree;
import dev.ccexecutor.server.posix.ResourceLimits;
import dev.ccexecutor.server.posix.SpawnRequest;
import dev.ccexecutor.server.posix.SpawnedProcess;
import dev.ccexecutor.server.posix.Spawner;
import dev.ccexecutor.server.threading.RunsOn;
import dev.ccexecutor.server.threading.ThreadRole;
import io.netty.util.concurrent.Future;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run of a hook, from the wish for it until nothing is left of it. Its outcome is known before
 * that: who waits for it does not wait for what it leaves behind.
 */
public final class HookRun {
  private static final Logger log = LoggerFactory.getLogger(HookRun.class);

  private final HookOrder order;
  private final HookServices services;
  private final Consumer<HookRun> onLeft;
  private final HookCounts counts;
  private final String marker = ExecutionMarker.random();
  private final CompletableFuture<HookOutcome> outcome = new CompletableFuture<>();
  private Future<?> deadline;
  private long deadlineNanos;
  private boolean started;
  private boolean settled;

  /** Null until it was spawned. */
  private HookProcess process;

  /**
   * @param onLeft called once, on the loop, when nothing is left of it
   */
  HookRun(HookOrder order, HookServices services, Consumer<HookRun> onLeft, HookCounts counts) {
    this.order = order;
    this.services = services;
    this.onLeft = onLeft;
    this.counts = counts;
  }

  /** Comes within the time that a hook may take; completed on the reader loop. */
  public CompletableFuture<HookOutcome> outcome() {
    return outcome;
  }

  /** Nobody wants it any more. Any thread. */
  public void cancel() {
    services.loop().execute(this::cancelHere);
  }

  @RunsOn(ThreadRole.READER_LOOP)
  void cancelHere() {
    settle(new HookOutcome.Canceled());
  }

  /** Gives it so much time from now on, if it has more. */
  @RunsOn(ThreadRole.READER_LOOP)
  void limit(long millis) {
    long wanted = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    if (settled || (deadline != null && wanted - deadlineNanos >= 0)) {
      return;
    }
    if (deadline != null) {
      deadline.cancel(false);
    }
    deadlineNanos = wanted;
    deadline =
        services
            .loop()
            .eventLoop()
            .schedule(() -> outOfTime(millis), millis, TimeUnit.MILLISECONDS);
  }

  private void outOfTime(long millis) {
    String within = " within " + TimeSpan.format(millis) + " s";
    settle(
        new HookOutcome.Failed(
            started ? "it did not end" + within : "there was no place for it" + within));
  }

  /**
   * Starts it. What is about to be spawned is in the journal before, so that no crash leaves it
   * behind.
   */
  @RunsOn(ThreadRole.READER_LOOP)
  void start() {
    started = true;
    Spawner.Receiver receiver = new HandOver();
    SpawnRequest request =
        new SpawnRequest(
            order.argv(), environment(), null, new ChildStreams(true, false), ResourceLimits.NONE);
    services
        .journalThread()
        .execute(
            () -> {
              services
                  .journal()
                  .starting(
                      JournaledExecution.hook(order.executionId(), order.principal(), marker));
              services.spawner().spawn(request, receiver);
            });
  }

  private Map<String, String> environment() {
    Map<String, String> environment = new TreeMap<>(services.environment());
    environment.put(ProcessTree.MARKER_VARIABLE, marker);
    return environment;
  }

  /** Brings the outcome of the spawn to the loop, behind the journal's line. */
  @RunsOn(ThreadRole.SPAWNER)
  private final class HandOver implements Spawner.Receiver {
    @Override
    public void spawned(SpawnedProcess spawned) {
      services
          .journalThread()
          .execute(
              () -> {
                try {
                  JournaledExecution named =
                      JournaledExecution.hook(order.executionId(), order.principal(), marker);
                  services.journal().started(named.executionId(), marker, spawned.leader().pid());
                } finally { // It runs, whatever becomes of the journal.
                  services.loop().execute(() -> HookRun.this.spawned(spawned));
                }
              });
    }

    @Override
    public void failed(PosixException failure) {
      services.loop().execute(() -> notSpawned(failure));
    }
  }

  @RunsOn(ThreadRole.READER_LOOP)
  private void spawned(SpawnedProcess spawned) {
    process =
        new HookProcess(
            services.loop(),
            services.sweeper(),
            order.executionId(),
            spawned,
            order.input(),
            new HookProcess.Listener() {
              @Override
              public void exited(ChildExit exit) {
                HookRun.this.exited(exit);
              }

              @Override
              public void gone() {
                left();
              }
            });
    process.begin();
    if (settled) {
      process.end();
    }
  }

  @RunsOn(ThreadRole.READER_LOOP)
  private void notSpawned(PosixException failure) {
    settle(new HookOutcome.Failed("it could not be started: " + failure.errnoName()));
    left();
  }

  private void left() {
    services.journal().release(marker);
    onLeft.accept(this);
  }

  private void exited(ChildExit exit) {
    settle(outcomeOf(exit));
  }

  private HookOutcome outcomeOf(ChildExit exit) {
    if (exit.signal() != 0) {
      return new HookOutcome.Failed("signal " + exit.signal() + " has ended it");
    }
    if (exit.exitCode() != 0) {
      return new HookOutcome.Failed("it has ended with exit code " + exit.exitCode());
    }
    return process.hasPrintedTooMuch()
        ? new HookOutcome.Failed("it has printed more than " + HookProcess.MOST_OUTPUT_BYTES)
        : new HookOutcome.Answered(process.output());
  }

  /** The first outcome counts; what still runs then is ended. */
  private void settle(HookOutcome found) {
    if (settled) {
      return;
    }
    settled = true;
    counts.add(order.kind(), found);
    if (deadline != null) {
      deadline.cancel(false);
    }
    if (found instanceof HookOutcome.Failed failed) {
      logFailure(failed);
    }
    if (!started) {
      onLeft.accept(this);
    } else if (process != null) {
      process.end();
    }
    outcome.complete(found);
  }

  private void logFailure(HookOutcome.Failed failed) {
    log.atWarn()
        .addKeyValue(LogKeys.EXECUTION_ID, order.executionId())
        .addKeyValue("hook", order.kind().wireName())
        .addKeyValue(LogKeys.REASON, failed.message())
        .addKeyValue("stderr", process == null ? "" : process.errors().strip())
        .log("a hook has failed");
  }
}
