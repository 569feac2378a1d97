package dev.ccexecutor.server.execution.tree;

import dev.ccexecutor.server.execution.loop.ReaderLoop;
import dev.ccexecutor.server.logging.FaultLog;
import dev.ccexecutor.server.posix.AdoptedOrphans;
import dev.ccexecutor.server.posix.Containment;
import dev.ccexecutor.server.posix.ProcessName;
import dev.ccexecutor.server.posix.ProcessTable;
import dev.ccexecutor.server.posix.ProcessTree;
import dev.ccexecutor.server.posix.SpawnedProcess;
import dev.ccexecutor.server.threading.RunsOn;
import dev.ccexecutor.server.threading.ThreadRole;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that reads /proc: it answers what executions ask of their trees, and reaps adopted
 * orphans.
 *
 * <p>A look at all processes costs milliseconds, so one look serves all questions that are open at
 * that moment. A question that a look could not settle is asked again with the next.
 */
public final class TreeSweeper {
  /** A question about a tree. Its methods are called on the sweeper's thread. */
  @RunsOn(ThreadRole.SWEEPER)
  interface Sweep {
    /** Whether it is settled without a look. */
    boolean glance(Glance glance) throws IOException;

    /** Whether it is worth a look by now. */
    boolean needsLook();

    /** A look begins; nothing was read for it yet. */
    void begin();

    /**
     * Looks, and acts on what it sees.
     *
     * @return whether the question is settled; if not, another pass follows
     */
    boolean pass(View view) throws IOException;

    /**
     * No look was possible, for want of descriptors say: that says nothing about who lives.
     *
     * @return whether the question is given up; if not, another pass follows
     */
    boolean blind(IOException cause);

    /** The question can't be answered. */
    void failed(Throwable cause);
  }

  private static final Logger log = LoggerFactory.getLogger(TreeSweeper.class);

  /** Orphans that end while nobody asks are reaped this often. */
  private static final long IDLE_PASS_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final BlockingQueue<Sweep> submitted = new LinkedBlockingQueue<>();
  private final List<Sweep> open = new ArrayList<>();
  private final Set<ProcessTree> trees = ConcurrentHashMap.newKeySet();
  private final AdoptedOrphans orphans;
  private final Containment containment;
  private final Set<ProcessName> spared = new HashSet<>();
  private final NobodysOrphans nobodys = new NobodysOrphans();
  private final Thread thread;
  private final PassPace pace = new PassPace();
  private volatile boolean closed;

  /**
   * @param containment null where the walk has to do
   */
  public TreeSweeper(AdoptedOrphans orphans, Containment containment) {
    this.orphans = orphans;
    this.containment = containment;
    this.thread = Thread.ofPlatform().name("sweeper").daemon().start(this::run);
  }

  AdoptedOrphans orphans() {
    return orphans;
  }

  /** The control over a tree that was just started. */
  public TreeControl control(ReaderLoop loop, SpawnedProcess process) {
    WalkedTree walk = new WalkedTree(loop, process.leader(), process.tree(), this);
    return containment == null
        ? walk
        : new ContainedTree(loop, walk, process.tree(), containment.enter(process.tree()));
  }

  /** Any thread. The queue is as long as the requests in flight that need a look. */
  public void submit(Sweep sweep) {
    submitted.add(sweep);
  }

  public void register(ProcessTree tree) {
    trees.add(tree);
  }

  public void unregister(ProcessTree tree) {
    trees.remove(tree);
  }

  public void close() throws InterruptedException {
    closed = true;
    thread.interrupt();
    thread.join();
  }

  private void run() {
    while (!closed) {
      try {
        takeSubmitted();
        lookInPace();
      } catch (InterruptedException e) {
        // Only close() interrupts, and the loop's condition sees it.
      } catch (IOException | RuntimeException | Error e) {
        FaultLog.tell(e, () -> log.atError().setCause(e).log("a sweep of the processes failed"));
      }
    }
    reapLast();
  }

  private void lookInPace() throws IOException {
    long begunNanos = System.nanoTime();
    try {
      look();
    } finally {
      pace.passed(System.nanoTime() - begunNanos);
    }
  }

  /** The orphans are read a second time after the table, which only that makes certain. */
  private void look() throws IOException {
    if (open.isEmpty()) {
      orphans.reapDead();
      if (!nobodys.areNone()) {
        nobodys.endThoseOfNoTree(ProcessTable.read(), trees);
      }
      return;
    }
    View view;
    try {
      Glance glance = new Glance(orphans.reapDeadAndListLiving(), containment);
      open.removeIf(sweep -> settled(sweep, () -> sweep.glance(glance)));
      if (open.stream().noneMatch(Sweep::needsLook)) {
        return;
      }
      open.forEach(Sweep::begin);
      ProcessTable table = ProcessTable.read();
      spared.removeIf(name -> !table.has(name));
      nobodys.endThoseOfNoTree(table, trees);
      view = new View(table, orphans.reapDeadAndListLiving(), trees, spared, nobodys, containment);
    } catch (IOException e) {
      open.removeIf(sweep -> blind(sweep, e));
      return;
    }
    if (open.removeIf(sweep -> settled(sweep, () -> sweep.pass(view)))) {
      orphans.reapDead(); // Whose tree was just seen empty has left no zombie either.
    }
  }

  /** What died while the last executions ended. */
  private void reapLast() {
    try {
      orphans.reapDead();
    } catch (IOException e) {
      log.atError().setCause(e).log("the last orphans could not be reaped");
    }
  }

  private void takeSubmitted() throws InterruptedException {
    long patienceNanos = open.isEmpty() ? IDLE_PASS_NANOS : pace.waitNanos();
    Sweep first = submitted.poll(patienceNanos, TimeUnit.NANOSECONDS);
    if (first != null) {
      pace.restart();
      open.add(first);
      submitted.drainTo(open);
    }
  }

  /** A way of settling a question. */
  private interface Attempt {
    boolean settles() throws IOException;
  }

  private static boolean settled(Sweep sweep, Attempt attempt) {
    try {
      return attempt.settles();
    } catch (IOException e) {
      return blind(sweep, e);
    } catch (RuntimeException | Error e) {
      return failed(sweep, e);
    }
  }

  private static boolean blind(Sweep sweep, IOException cause) {
    try {
      return sweep.blind(cause);
    } catch (RuntimeException | Error e) {
      return failed(sweep, e);
    }
  }

  /** Throws nothing: all the others that were settled by this look would be asked again. */
  private static boolean failed(Sweep sweep, Throwable cause) {
    try {
      sweep.failed(cause);
      return true;
    } catch (RuntimeException | Error e) {
      FaultLog.tell(
          e,
          () -> log.atError().setCause(e).log("what failed could not be told, and is tried again"));
      return false;
    }
  }
}
