package dev.ccexecutor.server.execution.tree;

import dev.ccexecutor.protocol.execution.TreeUsage;
import dev.ccexecutor.server.threading.RunsOn;
import dev.ccexecutor.server.threading.ThreadRole;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Signals to one execution's tree, and what was seen of it.
 *
 * <p>There are two of them: {@link WalkedTree} finds members by looking at all processes, {@link
 * ContainedTree} holds them in a cgroup and looks only for those who got out of it.
 */
@RunsOn(ThreadRole.READER_LOOP)
public interface TreeControl {
  /** Signals the leader's group, and nobody else. */
  void signalGroup(int... signals);

  /** Asks every member to end: TERM, and whatever lets one that stands still act on it. */
  void askAllToEnd();

  /** Forces every member to end. */
  void killAll();

  /**
   * Stops every member, and tells once all are seen stopped or the time is over.
   *
   * @param abandoned when true, nobody is stopped any more; read on the sweeper's thread
   * @param onAnswer gets the pids that were still seen running: none, if all is well
   */
  void stopAll(long patienceMillis, BooleanSupplier abandoned, Consumer<List<Integer>> onAnswer);

  /** Lets all run on that {@link #stopAll} has stopped, also while it is still at work. */
  void resumeAll();

  /**
   * Ends whatever lives of the tree: TERM and CONT, and from {@code killAtNanos} on KILL, until
   * nobody is left.
   *
   * @param alreadyAsked whether TERM was sent to all before: a second one makes some programs drop
   *     what they were about to save
   * @param killAtNanos a time of {@link System#nanoTime}, which may be moved meanwhile; read on the
   *     sweeper's thread
   * @param onAnswer whether nobody was seen to be left
   */
  void endAll(boolean alreadyAsked, LongSupplier killAtNanos, Consumer<Boolean> onAnswer);

  /** Tells whether nobody lives of the tree, once the leader has ended. */
  void look(Consumer<Boolean> onAnswer);

  /**
   * The same, and whoever does live is left alone for good: it was meant to outlive the command.
   */
  void spare(Consumer<Boolean> onAnswer);

  /**
   * Tells what the tree uses, by one look.
   *
   * @param onAnswer gets null if it could not be looked at
   */
  void measure(Consumer<TreeUsage> onAnswer);

  /**
   * Runs an action once nobody looks at the tree, after which the leader may be reaped and nobody
   * looks any more.
   */
  void release(Runnable action);
}
