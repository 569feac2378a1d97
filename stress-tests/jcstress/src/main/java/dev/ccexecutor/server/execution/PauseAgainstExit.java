package dev.ccexecutor.server.execution;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.ccexecutor.server.execution.loop.PausableStopwatch;
import dev.ccexecutor.server.execution.tree.SweptTree;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.Z_Result;

/**
 * A pause and the leader's exit, right after it, are both of the reader loop; the sweeper looks
 * meanwhile, for a resume from before. Whoever outlives the leader runs in the end: nobody could
 * resume it any more. Whether it stands.
 */
@JCStressTest
@Outcome(id = "false", expect = ACCEPTABLE, desc = "It runs.")
@Outcome(id = "true", expect = FORBIDDEN, desc = "It stands for good.")
@State
public class PauseAgainstExit {
  private final SweptTree tree = new SweptTree();
  private final PauseSwitch pauseSwitch = new PauseSwitch(stopwatch(), stopwatch());

  private static PausableStopwatch stopwatch() {
    return new PausableStopwatch(() -> 0);
  }

  /** In the order of {@link RunningExecution}. */
  @Actor
  public void readerLoop() {
    pauseSwitch.pause(tree, running -> {}, () -> {});
    pauseSwitch.leave();
    tree.resumeAll();
  }

  @Actor
  public void sweeper() {
    tree.look();
  }

  @Arbiter
  public void afterwards(Z_Result result) {
    tree.furtherLooks();
    result.r1 = tree.stands();
  }
}
