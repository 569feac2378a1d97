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
 * The reader loop finds the queue full while the event loop makes room: it is woken if it parked,
 * and only then. Whether it parked, wake-ups.
 */
@JCStressTest
@Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "It saw the room.")
@Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "It parked, and was woken.")
@Outcome(id = "1, 0", expect = FORBIDDEN, desc = "It parked for good.")
@Outcome(id = "0, 1", expect = FORBIDDEN, desc = "It was woken and had not parked.")
@State
public class ParkAgainstPoll {
  private static final OutputItem ITEM = OutputItems.shared(0);

  private int wakeUps;
  private final OutputQueue queue =
      new OutputQueue(2 * OutputItems.COST, () -> {}, () -> wakeUps++);

  /** Full when both begin. */
  public ParkAgainstPoll() {
    queue.offer(ITEM);
    queue.offer(ITEM);
  }

  @Actor
  public void readerLoop(II_Result result) {
    result.r1 = queue.parkIfFull() ? 1 : 0;
  }

  @Actor
  public void eventLoop() {
    queue.poll();
  }

  @Arbiter
  public void afterwards(II_Result result) {
    result.r2 = wakeUps;
  }
}
