package dev.ccexecutor.server.posix;

import dev.ccexecutor.server.threading.RunsOn;
import dev.ccexecutor.server.threading.ThreadRole;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.DelayQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings new processes into cgroups, and removes the cgroups of those that have ended, on a thread
 * of its own.
 *
 * <p>Of its own, because moving a process can take milliseconds on a busy machine: the kernel waits
 * until no fork is under way anywhere (cgroup_threadgroup_rwsem). And not at once, because most
 * commands are over before they would be in; what they have forked by then is moved too.
 */
public final class Containment {
  /** A command that has ended by then needs no cgroup. */
  static final long ENTRY_DELAY_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  /** Longer than an entry may take by far. */
  private static final long REMEMBERED_NANOS = TimeUnit.SECONDS.toNanos(1);

  private static final Logger log = LoggerFactory.getLogger(Containment.class);

  private final ControlGroups groups;
  private final AdoptedOrphans orphans;
  private final DelayQueue<ContainmentTask> tasks = new DelayQueue<>();
  private final Set<ProcessTree> present = ConcurrentHashMap.newKeySet();
  private final Queue<Left> left = new ConcurrentLinkedQueue<>();
  private final Thread thread;
  private volatile boolean closed;

  /**
   * A tree that has ended, or was left alone.
   *
   * @param lastTicks when it can have forked last, by the {@link BootClock}
   */
  private record Left(ProcessTree tree, long atNanos, long lastTicks) {
    boolean mayHaveStarted(ProcessTable.Entry stranger) {
      return tree.mayHaveStarted(stranger) && stranger.startTicks() <= lastTicks;
    }
  }

  /**
   * @param groups owned from here on
   */
  public Containment(ControlGroups groups, AdoptedOrphans orphans) {
    this.groups = groups;
    this.orphans = orphans;
    this.thread = Thread.ofPlatform().name("containment").daemon().start(this::run);
  }

  /** Where the cgroups are. */
  public Path directory() {
    return groups.directory();
  }

  /** Will bring a tree in. Any thread. */
  public ContainmentEntry enter(ProcessTree tree) {
    ContainmentEntry entry =
        new ContainmentEntry(tree, this, System.nanoTime() + ENTRY_DELAY_NANOS);
    present.add(tree);
    tasks.add(entry);
    return entry;
  }

  /**
   * A tree is not looked after any more. Any thread.
   *
   * @param empty whether nobody lives of it
   */
  void leave(ProcessTree tree, boolean empty) {
    long now = System.nanoTime();
    left.add(new Left(tree, now, empty ? BootClock.ticks() : Long.MAX_VALUE));
    present.remove(tree);
    for (Left oldest = left.peek();
        oldest != null && now - oldest.atNanos() > REMEMBERED_NANOS;
        oldest = left.peek()) {
      left.remove(oldest);
    }
    ControlGroup group = tree.group();
    if (group != null) {
      tasks.add(new ContainmentRemoval(tree.executionId(), group, this, now));
    }
  }

  /**
   * Whether a process that is in no cgroup can be of this tree only: every other one was in its
   * cgroup before that process was started, or came later. Any thread.
   */
  boolean canOnlyBeOf(ProcessTree tree, ProcessTable.Entry stranger) {
    return tree.mayHaveStarted(stranger)
        && present.stream().noneMatch(other -> other != tree && other.mayHaveStarted(stranger))
        && left.stream().noneMatch(one -> one.tree() != tree && one.mayHaveStarted(stranger));
  }

  /** Brings a tree in ahead of all that wait. Any thread. */
  void hurry(ContainmentEntry entry) {
    if (tasks.remove(entry)) {
      entry.dueFirst();
      tasks.add(entry);
    }
  }

  @RunsOn(ThreadRole.CONTAINMENT)
  void add(ContainmentTask task) {
    tasks.add(task);
  }

  /** Whether a process is in the cgroup of some execution, or was until it died. Any thread. */
  public boolean holds(int pid) throws IOException {
    return groups.nameOf(pid).isPresent();
  }

  /**
   * The {@linkplain ProcessTree#groupName name} of the cgroup that it is in, or was. Any thread.
   */
  public Optional<String> groupNameOf(int pid) throws IOException {
    return groups.nameOf(pid);
  }

  @RunsOn(ThreadRole.CONTAINMENT)
  void contain(ProcessTree tree) throws IOException {
    ControlGroup group = groups.create(tree);
    try {
      group.admit(tree.leaderPid());
      if (new RoundUp(tree, group, this, orphans).complete()) {
        tree.allAreContained();
      } else {
        tasks.add(new ContainmentRetry(tree, group, this));
      }
    } finally { // Whoever is in it is to be found there, also if that can't be said of all.
      tree.contain(group);
    }
  }

  /** Once more, where it was not certain that nobody is outside. */
  @RunsOn(ThreadRole.CONTAINMENT)
  boolean roundUpAgain(ProcessTree tree, ControlGroup group) throws IOException {
    if (!present.contains(tree)) {
      return true;
    }
    boolean complete = new RoundUp(tree, group, this, orphans).complete();
    if (complete) {
      tree.allAreContained();
    }
    return complete;
  }

  private void run() {
    while (!closed) {
      try {
        carryOut(tasks.take());
        dropObsolete();
      } catch (InterruptedException e) {
        // Only close() interrupts, and the loop's condition sees it.
      }
    }
  }

  /**
   * Most commands are over before their time to enter has come: no need to wake for each of them.
   * The last one stays, since whoever adds to an empty queue must wake this thread.
   */
  @RunsOn(ThreadRole.CONTAINMENT)
  private void dropObsolete() {
    ContainmentTask next = tasks.peek();
    while (next != null && next.isObsolete() && tasks.size() > 1) {
      tasks.remove(next);
      next = tasks.peek();
    }
  }

  @RunsOn(ThreadRole.CONTAINMENT)
  private static void carryOut(ContainmentTask task) {
    try {
      task.run();
    } catch (RuntimeException | Error e) {
      log.atError().setCause(e).log("a task of the containment failed");
    }
  }

  /**
   * Removes what can be removed by now. Once no execution lives; whoever was left alive on purpose
   * stays where it is.
   */
  public void close() throws IOException, InterruptedException {
    closed = true;
    thread.interrupt();
    thread.join();
    for (ContainmentTask task : tasks) {
      carryOut(task);
    }
    groups.close();
  }
}
