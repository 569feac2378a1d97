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
 * A client sends a piece of input on a new connection while the old one still has it: it goes in
 * once, and both are told that it is in. What each is told, what is in.
 */
@JCStressTest
@Outcome(id = "3, 3, 3", expect = ACCEPTABLE, desc = "Once.")
@Outcome(expect = FORBIDDEN, desc = "Twice, or not told.")
@State
public class SamePieceTwice {
  private final InputBuffer buffer = InputPieces.buffer(64);

  @Actor
  public void oldConnection(JJJ_Result result) {
    result.r1 = buffer.take(InputPieces.at(0, 3)).accepted();
  }

  @Actor
  public void newConnection(JJJ_Result result) {
    result.r2 = buffer.take(InputPieces.at(0, 3)).accepted();
  }

  @Arbiter
  public void afterwards(JJJ_Result result) {
    result.r3 = buffer.position().bytes();
    buffer.over();
  }
}
