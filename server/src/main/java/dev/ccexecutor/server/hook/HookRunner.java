package dev.ccexecutor.server.hook;

import dev.ccexecutor.server.config.HookConfig;
import dev.ccexecutor.server.security.Principal;
import dev.ccexecutor.server.threading.RunsOn;
import dev.ccexecutor.server.threading.ThreadRole;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs hooks, some at a time. Those that wait are as many as there are executions at most, and each
 * waits no longer than a hook may take at all.
 */
public final class HookRunner {
  private static final Logger log = LoggerFactory.getLogger(HookRunner.class);

  /** For each hook, once the server has to end. */
  private static final long HURRY_MILLIS = 2_000;

  private static final long CLOSE_SECONDS = 8;

  private final HookConfig config;
  private final HookServices services;
  private final Set<HookRun> waiting = new LinkedHashSet<>();
  private final Set<HookRun> running = new HashSet<>();
  private final HookCounts counts = new HookCounts();
  private final CompletableFuture<Void> idle = new CompletableFuture<>();
  private long timeoutMillis;
  private boolean closed;

  public HookRunner(HookConfig config, HookServices services) {
    this.config = config;
    this.services = services;
    this.timeoutMillis = config.timeoutMillis();
  }

  public HookConfig config() {
    return config;
  }

  /** How those came out that are over. */
  public HookCounts counts() {
    return counts;
  }

  /**
   * Runs one, soon. Any thread.
   *
   * @param input what it reads
   */
  public HookRun run(HookKind kind, String executionId, Principal principal, String input) {
    List<String> argv = kind == HookKind.PRE_EXECUTE ? config.preExecute() : config.postExecute();
    HookOrder order = new HookOrder(kind, argv, executionId, principal, input);
    HookRun run = new HookRun(order, services, this::left, counts);
    services.loop().execute(() -> enter(run));
    return run;
  }

  @RunsOn(ThreadRole.READER_LOOP)
  private void enter(HookRun run) {
    if (closed) {
      run.cancelHere();
      return;
    }
    run.limit(timeoutMillis);
    waiting.add(run);
    startNext();
  }

  @RunsOn(ThreadRole.READER_LOOP)
  private void startNext() {
    Iterator<HookRun> next = waiting.iterator();
    while (running.size() < config.concurrency() && next.hasNext()) {
      HookRun run = next.next();
      next.remove();
      running.add(run);
      run.start();
    }
  }

  /** Nothing is left of it. */
  @RunsOn(ThreadRole.READER_LOOP)
  private void left(HookRun run) {
    if (!running.remove(run)) {
      waiting.remove(run);
    }
    startNext();
    tellIfIdle();
  }

  @RunsOn(ThreadRole.READER_LOOP)
  private void tellIfIdle() {
    if (closed && running.isEmpty()) {
      idle.complete(null);
    }
  }

  /** The server has to end: each that runs, and those to come, have little time. Any thread. */
  public void hurry() {
    services
        .loop()
        .execute(
            () -> {
              timeoutMillis = Math.min(timeoutMillis, HURRY_MILLIS);
              running.forEach(run -> run.limit(timeoutMillis));
              waiting.forEach(run -> run.limit(timeoutMillis));
            });
  }

  /** Ends what runs, and starts no more. Blocks, for some seconds at most. */
  public void close() throws InterruptedException {
    services.loop().execute(this::closeHere);
    try {
      idle.get(CLOSE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      log.atError().setCause(e).log("hooks would not end");
    }
  }

  @RunsOn(ThreadRole.READER_LOOP)
  private void closeHere() {
    closed = true;
    new ArrayList<>(waiting).forEach(HookRun::cancelHere);
    new ArrayList<>(running).forEach(HookRun::cancelHere);
    tellIfIdle();
  }
}
