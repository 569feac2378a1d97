package dev.ccexecutor.bench;

import java.util.Iterator;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/**
 * Sees from outside when every member of a tree is stopped, or dead, on a thread of its own.
 *
 * <p>It looks at one member until that is done, and then at the next; who is done once stays so. So
 * it costs one short read in {@value #LOOK_NANOS} ns and the kernel's timer slack (50 µs), and one
 * read for each member at the end: what it finds is too late by that, never too early.
 */
final class TreeObserver implements AutoCloseable {
  private static final long LOOK_NANOS = 20_000;
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(20);

  private final ExecutorService thread = Executors.newSingleThreadExecutor();

  /** The time of {@link System#nanoTime} at which all were seen stopped or frozen. */
  Future<Long> allStopped(TreeUnderTest tree) {
    return thread.submit(observation(tree, TreeMember::isStopped, tree::isFrozen));
  }

  /** The same for dead; a zombie is. */
  Future<Long> allDead(TreeUnderTest tree) {
    return thread.submit(observation(tree, TreeMember::isDead, () -> false));
  }

  /** The same for running again. */
  Future<Long> allRunning(TreeUnderTest tree) {
    return thread.submit(
        observation(tree, member -> !member.isStopped() && !tree.isFrozen(), () -> false));
  }

  private static Callable<Long> observation(
      TreeUnderTest tree, Predicate<TreeMember> isDone, BooleanSupplier allDone) {
    return () -> {
      long deadline = System.nanoTime() + PATIENCE_NANOS;
      Iterator<TreeMember> members = tree.members().iterator();
      TreeMember member = members.next();
      while (true) {
        if (allDone.getAsBoolean()) {
          return System.nanoTime();
        }
        if (isDone.test(member)) {
          if (!members.hasNext()) {
            return System.nanoTime();
          }
          member = members.next();
        } else if (System.nanoTime() - deadline > 0) {
          throw new TimeoutException("a member is not as it should be");
        } else {
          LockSupport.parkNanos(LOOK_NANOS);
        }
      }
    };
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
