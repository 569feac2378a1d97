package dev.ccexecutor.server.execution;

import dev.ccexecutor.protocol.execution.TreeUsage;
import dev.ccexecutor.server.execution.loop.ReaderLoop;
import dev.ccexecutor.server.execution.tree.TreeControl;
import dev.ccexecutor.server.threading.RunsOn;
import dev.ccexecutor.server.threading.ThreadRole;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Asks at intervals what a tree uses. The next question is not asked before the last one was
 * answered, so that none pile up where looks take long.
 */
@RunsOn(ThreadRole.READER_LOOP)
final class ProgressReporter {
  /** More often it would cost more than it tells: a look at all processes takes milliseconds. */
  private static final long SHORTEST_MILLIS = 100;

  private final ReaderLoop loop;
  private final long everyMillis;
  private final TreeControl tree;
  private final Consumer<TreeUsage> onMeasured;
  private double mostCpuSeconds;
  private Future<?> scheduled;
  private boolean ended;

  /**
   * @param everyMillis 0 for never
   * @param onMeasured gets null where the tree could not be looked at
   */
  ProgressReporter(
      ReaderLoop loop, long everyMillis, TreeControl tree, Consumer<TreeUsage> onMeasured) {
    this.loop = loop;
    this.everyMillis = everyMillis == 0 ? 0 : Math.max(SHORTEST_MILLIS, everyMillis);
    this.tree = tree;
    this.onMeasured = onMeasured;
  }

  void begin() {
    if (everyMillis > 0) {
      schedule(everyMillis);
    }
  }

  /** Nothing is told from here on. */
  void end() {
    ended = true;
    if (scheduled != null) {
      scheduled.cancel(false);
    }
  }

  private void schedule(long delayMillis) {
    scheduled = loop.eventLoop().schedule(this::ask, delayMillis, TimeUnit.MILLISECONDS);
  }

  private void ask() {
    long askedAtNanos = System.nanoTime();
    tree.measure(usage -> answered(usage, askedAtNanos));
  }

  private void answered(TreeUsage usage, long askedAtNanos) {
    if (ended) {
      return;
    }
    long tookMillis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - askedAtNanos);
    schedule(Math.max(SHORTEST_MILLIS, everyMillis - tookMillis));
    onMeasured.accept(usage == null ? null : notFalling(usage));
  }

  /**
   * What a process has used is lost to sight from its end until its parent has waited for it, or
   * for good if the parent has ended.
   */
  private TreeUsage notFalling(TreeUsage usage) {
    mostCpuSeconds = Math.max(mostCpuSeconds, usage.cpuSeconds());
    return new TreeUsage(usage.processes(), mostCpuSeconds, usage.rssBytes());
  }
}
