package dev.ccexecutor.server;

import dev.ccexecutor.protocol.execution.EndReason;
import dev.ccexecutor.protocol.execution.ServerDraining;
import dev.ccexecutor.server.execution.ExecutionRegistry;
import dev.ccexecutor.server.session.Sessions;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The orderly end: no new work, a time for what runs, then TERM and KILL, then the last messages,
 * then the sockets. Each step is bounded.
 */
final class Shutdown {
  private static final Logger log = LoggerFactory.getLogger(Shutdown.class);

  /** Executions with a longer grace get no more than this when the server ends. */
  private static final long LONGEST_GRACE_MILLIS = 5_000;

  /** From KILL until every tree was seen gone. */
  private static final long AFTER_KILL_MILLIS = 7_000;

  /** For clients to take what is left for them. */
  private static final long DELIVERY_MILLIS = 2_000;

  private final ExecutionRegistry registry;
  private final Sessions sessions;
  private final ServerHooks hooks;
  private final long drainMillis;
  private final AtomicBoolean begun = new AtomicBoolean();
  private final CompletableFuture<Void> hurried = new CompletableFuture<>();
  private final CompletableFuture<Void> forced = new CompletableFuture<>();

  Shutdown(ExecutionRegistry registry, Sessions sessions, ServerHooks hooks, long drainMillis) {
    this.registry = registry;
    this.sessions = sessions;
    this.hooks = hooks;
    this.drainMillis = drainMillis;
  }

  boolean hasBegun() {
    return begun.get();
  }

  /** True for the first caller. */
  boolean begin() {
    return begun.compareAndSet(false, true);
  }

  /** Blocks until nothing runs and nobody is connected, or the bounds are over. */
  void drain() throws InterruptedException {
    CompletableFuture<Void> drained = registry.drain();
    log.atInfo().addKeyValue("live_executions", registry.liveCount()).log("draining");
    ServerDraining notice = new ServerDraining(Instant.now().plusMillis(drainMillis));
    sessions.forEach(session -> session.notify("server.draining", notice));
    if (!awaitUnless(hurried, drained, drainMillis)) {
      endWhatRuns(drained);
    }
    if (!await(sessions.goAway(), DELIVERY_MILLIS)) {
      log.atWarn()
          .addKeyValue("sessions", sessions.activeCount())
          .log("some clients did not take their last messages");
    }
  }

  private void endWhatRuns(CompletableFuture<Void> drained) throws InterruptedException {
    hooks.hurry();
    registry.stopAll(EndReason.SERVER_SHUTDOWN, LONGEST_GRACE_MILLIS);
    if (awaitUnless(forced, drained, LONGEST_GRACE_MILLIS + AFTER_KILL_MILLIS)) {
      return;
    }
    if (forced.isDone()) {
      registry.stopAll(EndReason.SERVER_SHUTDOWN, 0);
    }
    if (!await(drained, forced.isDone() ? AFTER_KILL_MILLIS : 0)) {
      log.atError()
          .addKeyValue("live_executions", registry.liveCount())
          .log("executions would not end");
    }
  }

  /** See {@link dev.ccexecutor.server.cli.RunningServer#hurry}. */
  void hurry() {
    if (!begun.get()) {
      return;
    }
    boolean first = hurried.complete(null);
    log.info(first ? "told to hurry: what runs is stopped" : "told to hurry: what runs is killed");
    if (!first) {
      forced.complete(null);
    }
  }

  /** Whether it is done; false also if somebody does not want to wait. */
  private static boolean awaitUnless(
      CompletableFuture<Void> impatience, CompletableFuture<Void> future, long millis)
      throws InterruptedException {
    CompletableFuture<Void> either =
        CompletableFuture.anyOf(impatience, future).thenAccept(ignored -> {});
    return await(either, millis) && future.isDone();
  }

  private static boolean await(CompletableFuture<Void> future, long millis)
      throws InterruptedException {
    try {
      future.get(millis, TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException("draining does not fail", e);
    }
  }
}
