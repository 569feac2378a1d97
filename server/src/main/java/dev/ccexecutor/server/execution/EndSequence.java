package dev.ccexecutor.server.execution;

import dev.ccexecutor.protocol.execution.Leftovers;
import dev.ccexecutor.server.execution.loop.ReaderLoop;
import dev.ccexecutor.server.execution.output.ExecutionOutput;
import dev.ccexecutor.server.execution.tree.StopLadder;
import dev.ccexecutor.server.execution.tree.TreeControl;
import dev.ccexecutor.server.logging.LogKeys;
import dev.ccexecutor.server.threading.RunsOn;
import dev.ccexecutor.server.threading.ThreadRole;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * From the leader's end to the end of all: the pipes tell what they have, whoever is left of the
 * tree goes (or stays, if that was asked for), and the leader's pid is given back.
 *
 * <p>A stop that is under way, or comes meanwhile, does not wait for the pipes and spares nobody.
 */
@RunsOn(ThreadRole.READER_LOOP)
final class EndSequence {
  /** Gets the outcome; the leader may be reaped from here on. */
  interface Receiver {
    /**
     * The sequence is over.
     *
     * @param drained whether every pipe was read to its end
     * @param treeEmpty whether no process of the tree was seen any more
     */
    void ended(boolean drained, boolean treeEmpty);
  }

  private static final Logger log = LoggerFactory.getLogger(EndSequence.class);

  private final ExecutionSpec spec;
  private final TreeControl tree;
  private final StopLadder ladder;
  private final ExecutionOutput output;
  private final DrainPhase drain;
  private final Receiver receiver;
  private boolean leaderGone;

  /** Once seen it stays so: nobody is left who could fork. */
  private boolean seenEmpty;

  private boolean endingTree;

  EndSequence(
      ExecutionSpec spec,
      ReaderLoop loop,
      TreeControl tree,
      StopLadder ladder,
      ExecutionOutput output,
      Receiver receiver) {
    this.spec = spec;
    this.tree = tree;
    this.ladder = ladder;
    this.output = output;
    this.drain = new DrainPhase(loop, output.silence(), spec.drainTimeoutMillis(), this::endTree);
    this.receiver = receiver;
  }

  void leaderExited() {
    leaderGone = true;
    if (ladder.hasBegun()) {
      endTree();
    } else {
      tree.look(this::drainPipes);
    }
  }

  /** Every pipe has come to its end. */
  void pipesEnded() {
    if (leaderGone) {
      endTree();
    }
  }

  /** The ladder has begun. */
  void stopRequested() {
    if (leaderGone) {
      endTree();
    }
  }

  /** Silence is measured again after it was not. */
  void silenceResumed() {
    drain.rearm();
  }

  /**
   * If nobody lives who could write, the pipes are read out at once, also while they are parked.
   */
  private void drainPipes(boolean treeEmpty) {
    seenEmpty = treeEmpty;
    if (treeEmpty) {
      output.readRest();
    }
    if (output.allEnded()) {
      endTree();
    } else if (!endingTree) {
      drain.begin();
    }
  }

  private void endTree() {
    if (endingTree) {
      return;
    }
    endingTree = true;
    drain.cancel();
    if (seenEmpty) {
      finish(true);
    } else if (spec.leftovers() == Leftovers.KEEP && !ladder.hasBegun()) {
      tree.spare(this::leftoversSeen);
    } else {
      endAll();
    }
  }

  /** A stop that came while the leftovers were looked at ends them all the same. */
  private void leftoversSeen(boolean none) {
    if (ladder.hasBegun() && !none) {
      endAll();
    } else {
      finish(none);
    }
  }

  private void endAll() {
    boolean alreadyAsked = ladder.hasBegun();
    if (!alreadyAsked) {
      ladder.setGrace(spec.graceMillis());
    }
    tree.endAll(alreadyAsked, ladder::killAtNanos, this::finish);
  }

  /** What was written before the end is taken in even if it is more than the queue should hold. */
  private void finish(boolean treeEmpty) {
    ladder.cancelTimer();
    try {
      output.readRest();
    } catch (RuntimeException
        | Error e) { // The end must be told all the same; drained says that some is missing.
      log.atError()
          .addKeyValue(LogKeys.EXECUTION_ID, spec.executionId())
          .setCause(e)
          .log("what pipes still held could not be taken in");
    }
    boolean drained = output.allEnded();
    tree.release(() -> receiver.ended(drained, treeEmpty));
  }
}
