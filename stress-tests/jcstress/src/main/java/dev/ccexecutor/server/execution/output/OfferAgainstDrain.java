package dev.ccexecutor.server.execution.output;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * The reader loop offers while the event loop drains: what the drain misses wakes it again. Items
 * taken by the drain, wake-ups.
 */
@JCStressTest
@Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "The drain under way took it.")
@Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "The drain was too early, and another follows.")
@Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "Taken, and another drain will find nothing.")
@Outcome(id = "0, 0", expect = FORBIDDEN, desc = "It lies there, and nobody comes.")
@State
public class OfferAgainstDrain {
  private static final OutputItem ITEM = OutputItems.shared(0);

  private int wakeUps;
  private final OutputQueue queue = new OutputQueue(1 << 20, () -> wakeUps++, () -> {});

  /** A wake-up is under way when both begin, for what the drain before it took as well. */
  public OfferAgainstDrain() {
    queue.offer(ITEM);
    queue.flush();
    queue.poll();
    wakeUps = 0;
  }

  @Actor
  public void readerLoop() {
    queue.offer(ITEM);
    queue.flush();
  }

  @Actor
  public void eventLoop(II_Result result) {
    queue.beginDrain();
    int taken = 0;
    while (queue.poll() != null) {
      taken++;
    }
    result.r1 = taken;
  }

  @Arbiter
  public void afterwards(II_Result result) {
    result.r2 = wakeUps;
  }
}
