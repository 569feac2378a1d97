package dev.ccexecutor.server.posix;

import dev.ccexecutor.server.logging.FaultLog;
import dev.ccexecutor.server.logging.LogKeys;
import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts processes, one after the other, on one permanent thread of its own.
 *
 * <p>One thread, because children hang on the thread that forked them (prctl(2), PR_SET_PDEATHSIG;
 * {@link AdoptedOrphans}), and of its own, because posix_spawn waits until the child has come to
 * its exec, which no event loop may. Its queue is as long as the executions that are starting,
 * which the server's limit bounds, and as the few tasks that wait.
 */
public final class Spawner {
  /** Called on the spawner's thread. It must hand over at once, and not fail. */
  public interface Receiver {
    /** The process is about to be spawned; one of the two follows, exactly once. */
    default void starting() {}

    void spawned(SpawnedProcess process);

    void failed(PosixException failure);
  }

  /** Names a file that is not there yet, in a directory that this server may write to. */
  public interface GatePath {
    Path get() throws IOException;
  }

  /** Which its children have as theirs until their exec. */
  static final String THREAD_NAME = "spawner";

  private static final Logger log = LoggerFactory.getLogger(Spawner.class);

  private final BlockingQueue<Runnable> orders = new LinkedBlockingQueue<>();
  private final Thread thread;
  private final FileDescriptor devNull;
  private final GatePath gatePath;
  private final ChildTerms terms;
  private final Launcher launcher;
  private volatile boolean closed;

  /** Null until it is needed; the spawner thread's, and {@link #close}'s after its end. */
  private SpawnGate gate;

  /**
   * Returns when its thread is what children are to be.
   *
   * @param gatePath where children wait that are to be put under limits ahead of their exec; called
   *     once at most, on the spawner's thread
   * @throws IOException if these terms can't be had
   */
  public Spawner(FileLimit childFileLimit, ChildTerms terms, GatePath gatePath) throws IOException {
    this.gatePath = gatePath;
    this.terms = terms;
    this.launcher = launcherOf(terms, childFileLimit);
    this.devNull = Descriptors.open("/dev/null", Descriptors.O_RDWR);
    CompletableFuture<IOException> refusal = new CompletableFuture<>();
    this.thread = Thread.ofPlatform().name(THREAD_NAME).daemon().start(() -> run(refusal));
    if (refusal.join() != null) {
      devNull.close();
      throw refusal.join();
    }
  }

  private static Launcher launcherOf(ChildTerms terms, FileLimit fileLimit) {
    return terms.user() == null
        ? new LaunchAsServer(fileLimit)
        : new LaunchAsUser(
            terms.user(),
            new RunAsPrefix(terms.user(), terms.noNewPrivileges(), fileLimit.bounds()));
  }

  /** Any thread. */
  public void spawn(SpawnRequest request, Receiver receiver) {
    orders.add(() -> carryOut(request, receiver));
  }

  /** Gets ready what the first spawn would have to wait for. Any thread. */
  public void warmUp() {
    execute(ChildLibC::link);
  }

  /** Runs a short task behind the spawns that wait. Any thread. */
  public void execute(Runnable task) {
    orders.add(task);
  }

  /**
   * Lets a spawn in flight come to its end, then ends the thread. Orders still waiting are dropped:
   * close last.
   */
  public void close() throws IOException, InterruptedException {
    closed = true;
    thread.interrupt();
    thread.join();
    if (gate != null) {
      gate.close();
    }
    devNull.close();
  }

  private void run(CompletableFuture<IOException> refusal) {
    try {
      begin();
    } catch (IOException e) {
      refusal.complete(e);
      return;
    } catch (RuntimeException | Error e) {
      refusal.complete(new IOException("children can't be had", e));
      return;
    }
    refusal.complete(null);
    while (!closed) {
      try {
        orders.take().run();
      } catch (InterruptedException e) {
        // Only close() interrupts, and the loop's condition sees it.
      } catch (RuntimeException | Error e) {
        FaultLog.tell(e, () -> log.atError().setCause(e).log("a task of the spawner failed"));
      }
    }
  }

  /** Children have all of this from the thread that spawns them. */
  private void begin() throws IOException {
    if (terms.noNewPrivileges()) {
      ThreadCredentials.forbidNewPrivileges();
    }
    ThreadCredentials.dropAmbientCapabilities();
    launcher.begin();
  }

  /** Ends by telling the receiver, whatever happens. */
  private void carryOut(SpawnRequest request, Receiver receiver) {
    SpawnedProcess process = null;
    PosixException failure = null;
    try {
      receiver.starting();
      process = spawn(request);
    } catch (PosixException e) {
      failure = e;
    } catch (IOException | RuntimeException | Error e) {
      FaultLog.tell(
          e,
          () ->
              log.atError()
                  .addKeyValue(LogKeys.EXECUTION_ID, idOf(request))
                  .setCause(e)
                  .log("a spawn failed in a way that posix_spawn does not"));
      failure = new PosixException("spawn", Errno.EINVAL);
    }
    if (failure == null) {
      receiver.spawned(process);
    } else {
      receiver.failed(failure);
    }
  }

  /** Null for what is no execution. */
  private static String idOf(SpawnRequest request) {
    return request.environment().get(ProcessTree.ID_VARIABLE);
  }

  private SpawnedProcess spawn(SpawnRequest request) throws IOException {
    try (Launch launch = launcher.prepare(request)) {
      return spawn(launch);
    }
  }

  private SpawnedProcess spawn(Launch launch) throws IOException {
    SpawnRequest request = launch.request();
    String marker = request.environment().getOrDefault(ProcessTree.MARKER_VARIABLE, "");
    try (ChildEnds ends = openEnds(request.streams());
        Arena arena = Arena.ofConfined()) {
      boolean heldBack = request.limits().mustPrecedeExec();
      long spawnedTicks = BootClock.ticks();
      SpawnCall call = new SpawnCall(arena, heldBack ? gate() : null);
      launcher.handOver(ends);
      request.guard().checkPrograms();
      int pid = call.start(launch, ends);
      long startedAtNanos = System.nanoTime(); // It has just passed its exec (vfork(2)).
      Leader leader = limitAndHold(pid, launch);
      ChildEnds.Ours ours = ends.take();
      return new SpawnedProcess(
          leader,
          new ProcessTree(pid, marker, idOf(request), spawnedTicks),
          ours.stdin(),
          ours.stdout(),
          ours.stderr(),
          ours.terminal(),
          startedAtNanos);
    }
  }

  /** Ends a process that nobody can take over, and what is in its group. Any thread. */
  public void discard(SpawnedProcess process) {
    execute(() -> discardHere(process));
  }

  private static void discardHere(SpawnedProcess process) {
    try {
      process.discard();
    } catch (IOException e) {
      log.atError()
          .addKeyValue(LogKeys.EXECUTION_ID, process.tree().executionId())
          .addKeyValue(LogKeys.PID, process.leader().pid())
          .setCause(e)
          .log("a process that nobody could take over was not ended");
    }
  }

  /** A child that nobody gets is not left to run. */
  private Leader limitAndHold(int pid, Launch launch) throws PosixException {
    try {
      limit(pid, launch);
      return hold(pid);
    } catch (PosixException | RuntimeException | Error e) {
      UnheldChild.killAndReap(pid);
      throw e;
    }
  }

  private ChildEnds openEnds(ChildStreams streams) throws IOException {
    return streams.terminal() == null
        ? ChildPipes.open(streams, devNull)
        : ChildTerminal.open(streams.terminal());
  }

  /** Made when it is first needed, since that needs a directory to write to. */
  private SpawnGate gate() throws IOException {
    if (gate == null) {
      gate = SpawnGate.create(gatePath.get());
    }
    return gate;
  }

  /**
   * A refusal leaves the child with the server's own, which harms nothing but its speed, and its
   * rank when memory runs out.
   */
  private void limit(int pid, Launch launch) {
    try {
      if (launch.fileLimit() != null) {
        launch.fileLimit().applyTo(pid);
      }
      Integer rank = launch.request().limits().oomScoreAdj();
      if (rank != null) {
        OomRank.setWithDescendants(pid, rank);
      }
    } catch (IOException e) {
      log.atWarn()
          .addKeyValue(LogKeys.EXECUTION_ID, idOf(launch.request()))
          .addKeyValue(LogKeys.PID, pid)
          .setCause(e)
          .log("a child was not put under its limits");
    }
  }

  /**
   * The child can't be reaped by anyone but its {@link Leader}, so the pid still is the child's.
   */
  private static Leader hold(int pid) throws PosixException {
    FileDescriptor pidfd = PidfdSignal.open(pid);
    if (pidfd == null) {
      throw new PosixException("pidfd_open(" + pid + ")", Errno.ESRCH);
    }
    return new Leader(pid, pidfd);
  }
}
