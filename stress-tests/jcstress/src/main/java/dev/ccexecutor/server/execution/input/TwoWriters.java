package dev.ccexecutor.server.execution.input;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JJJ_Result;

/**
 * Two clients write where there is room for one and a half: no byte more than the bound goes in,
 * and each is told of its own. What each is told, what is in.
 */
@JCStressTest
@Outcome(id = "2, 1, 3", expect = ACCEPTABLE, desc = "One was first.")
@Outcome(id = "1, 2, 3", expect = ACCEPTABLE, desc = "The other was.")
@Outcome(expect = FORBIDDEN, desc = "Beyond the bound, or counted wrong.")
@State
public class TwoWriters {
  private final InputBuffer buffer = InputPieces.buffer(3);

  @Actor
  public void oneLoop(JJJ_Result result) {
    result.r1 = buffer.take(InputPieces.next(2)).accepted();
  }

  @Actor
  public void anotherLoop(JJJ_Result result) {
    result.r2 = buffer.take(InputPieces.next(2)).accepted();
  }

  @Arbiter
  public void afterwards(JJJ_Result result) {
    result.r3 = buffer.position().bytes();
    buffer.over();
  }
}
