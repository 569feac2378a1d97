package dev.ccexecutor.server.execution.journal;

import dev.ccexecutor.server.logging.LogKeys;
import dev.ccexecutor.server.posix.ProcessTable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends what servers have left behind that were killed, as their journals tell: TERM and CONT, a
 * grace, KILL, until nobody is found; and finds out what can still be told of their executions.
 * Other servers on the same data directory are not touched while they live.
 *
 * <p>None of it stops the server from starting: what can't be done is logged, and where another
 * start may do better, the journal stays.
 */
public final class CrashRecovery {
  private static final Logger log = LoggerFactory.getLogger(CrashRecovery.class);
  private static final long GRACE_MILLIS = 2_000;

  /** From KILL until what still lives is given up as stuck in the kernel, or not ours to kill. */
  private static final long KILL_PATIENCE_MILLIS = 5_000;

  private static final long SHORTEST_PASS_MILLIS = 5;
  private static final long LONGEST_PASS_MILLIS = 40;

  private final Path instances;
  private final RetentionBounds bounds;
  private final long graceMillis;

  public CrashRecovery(Path dataDirectory, RetentionBounds bounds) {
    this(dataDirectory, bounds, GRACE_MILLIS);
  }

  CrashRecovery(Path dataDirectory, RetentionBounds bounds, long graceMillis) {
    this.instances = instances(dataDirectory);
    this.bounds = bounds;
    this.graceMillis = graceMillis;
  }

  static Path instances(Path dataDirectory) {
    return dataDirectory.resolve("instances");
  }

  /**
   * Blocks for some seconds at most. To be called before anything is started.
   *
   * @return what is known of the executions of dead servers
   */
  public Recovered run() throws InterruptedException {
    List<InstanceDirectory> dead;
    try {
      dead = InstanceDirectory.takeDead(instances);
    } catch (IOException e) {
      log.atError().setCause(e).log("what former servers have left can't be looked at");
      return Recovered.nothing();
    }
    if (dead.isEmpty()) {
      return Recovered.nothing();
    }
    long begunNanos = System.nanoTime();
    Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    PastExecutions past = new PastExecutions(bounds, now);
    List<DeadInstance> instancesRead =
        dead.stream().flatMap(directory -> DeadInstance.read(directory, past)).toList();
    List<LostExecution> executions = instancesRead.stream().flatMap(DeadInstance::toEnd).toList();
    endAll(executions);
    instancesRead.forEach(instance -> instance.addLost(past));
    List<PastExecution> remembered = past.list();
    log.atInfo()
        .addKeyValue("instances", dead.size())
        .addKeyValue("executions", executions.size())
        .addKeyValue("processes", executions.stream().mapToInt(LostExecution::processes).sum())
        .addKeyValue("remembered", remembered.size())
        .addKeyValue(
            LogKeys.DURATION_MILLIS, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begunNanos))
        .log("looked for what servers have left that did not end by themselves");
    List<PastExecution> lost =
        remembered.stream().filter(one -> one.isLost() && one.endedAt().equals(now)).toList();
    return new Recovered(remembered, lost, instancesRead);
  }

  private void endAll(Collection<LostExecution> executions) throws InterruptedException {
    long killNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(graceMillis);
    long giveUpNanos = killNanos + TimeUnit.MILLISECONDS.toNanos(KILL_PATIENCE_MILLIS);
    long passMillis = SHORTEST_PASS_MILLIS;
    List<LostExecution> open = new ArrayList<>(executions);
    while (!open.isEmpty()) {
      long now = System.nanoTime();
      IOException failure = pass(open, now - killNanos >= 0);
      open.removeIf(execution -> execution.state() != LostExecution.State.OPEN);
      if (now - giveUpNanos >= 0) {
        open.forEach(execution -> execution.giveUp(failure));
        return;
      }
      Thread.sleep(open.isEmpty() ? 0 : passMillis);
      passMillis = Math.min(LONGEST_PASS_MILLIS, 2 * passMillis);
    }
  }

  /**
   * One look, and what follows from it.
   *
   * @return why it was not possible; null if it was
   */
  private static IOException pass(List<LostExecution> open, boolean force) {
    try {
      long forksBefore = ProcessTable.readForks();
      ProcessTable table = ProcessTable.read();
      for (LostExecution execution : open) {
        execution.look(table);
      }
      boolean exact = ProcessTable.readForks() == forksBefore;
      for (LostExecution execution : open) {
        execution.act(exact, force);
      }
      return null;
    } catch (IOException e) {
      return e; // Told of by whoever has had enough of looking in vain.
    }
  }
}
