package dev.ccexecutor.server.execution;

import dev.ccexecutor.protocol.execution.EndReason;
import dev.ccexecutor.protocol.execution.HookWarning;
import dev.ccexecutor.protocol.execution.ProcessCompleted;
import dev.ccexecutor.server.execution.loop.ReaderLoop;
import dev.ccexecutor.server.logging.LogKeys;
import dev.ccexecutor.server.posix.SpawnRequest;
import dev.ccexecutor.server.threading.RunsOn;
import dev.ccexecutor.server.threading.ThreadRole;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How far the hooks of one execution have come. */
@RunsOn(ThreadRole.READER_LOOP)
final class HookCourse {
  private static final Logger log = LoggerFactory.getLogger(HookCourse.class);

  private final ReaderLoop loop;
  private final String executionId;
  private volatile ExecutionHooks hooks = ExecutionHooks.NONE;
  private boolean beforeStart;

  /** To be told behind the start. */
  private Optional<HookWarning> warning = Optional.empty();

  /** Why nothing is to be started any more; null if that is not so. */
  private EndReason givenUp;

  HookCourse(ReaderLoop loop, String executionId) {
    this.executionId = executionId;
    this.loop = loop;
  }

  /** Before anything else, by whoever starts it. */
  void set(ExecutionHooks around) {
    hooks = around;
  }

  /** Any thread. */
  boolean actBefore() {
    return hooks.actBefore();
  }

  boolean actAfter() {
    return hooks.actAfter();
  }

  /**
   * Begins with what comes before the start.
   *
   * @param onReady gets what is to be spawned
   * @param onRefused gets why nothing is
   */
  void before(Consumer<SpawnRequest> onReady, Consumer<Throwable> onRefused) {
    beforeStart = true;
    begun(hooks::before)
        .whenCompleteAsync(
            (prepared, failure) -> {
              beforeStart = false;
              forgetUnless(failure == null && hooks.actAfter());
              if (givenUp != null) {
                onRefused.accept(ExecutionErrors.givenUp(givenUp).asException());
              } else if (failure != null) {
                onRefused.accept(failure);
              } else {
                warning = prepared.warning();
                onReady.accept(prepared.request());
              }
            },
            loop::execute);
  }

  /** Whether nothing was spawned yet because a hook has not had its say. */
  boolean areBeforeStart() {
    return beforeStart;
  }

  /** Who shall not start need not wait for a hook in order not to. */
  void giveUpStart(EndReason reason) {
    if (beforeStart && givenUp == null) {
      givenUp = reason;
      hooks.giveUp();
    }
  }

  boolean gaveUpStart() {
    return givenUp != null;
  }

  /** What its client is to be told of the start, once. */
  Optional<HookWarning> takeWarning() {
    Optional<HookWarning> taken = warning;
    warning = Optional.empty();
    return taken;
  }

  /** Does what comes after the end. */
  void after(ProcessCompleted end, Consumer<Optional<HookWarning>> onDone) {
    begun(() -> hooks.after(end))
        .whenCompleteAsync(
            (warned, failure) -> {
              if (failure != null) {
                log.atError()
                    .addKeyValue(LogKeys.EXECUTION_ID, executionId)
                    .setCause(failure)
                    .log("a hook could not be run");
              }
              forgetUnless(false);
              onDone.accept(failure == null ? warned : Optional.empty());
            },
            loop::execute);
  }

  /** Without memory even to begin, say, the execution must go on all the same. */
  private static <T> CompletableFuture<T> begun(Supplier<CompletableFuture<T>> hook) {
    try {
      return hook.get();
    } catch (RuntimeException | Error e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /** They may hold what is large, and an execution is remembered for long after its end. */
  private void forgetUnless(boolean needed) {
    if (!needed) {
      hooks = ExecutionHooks.NONE;
    }
  }
}
