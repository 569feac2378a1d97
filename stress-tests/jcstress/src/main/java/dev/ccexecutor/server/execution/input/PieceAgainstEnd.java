package dev.ccexecutor.server.execution.input;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JJI_Result;

/**
 * A client writes while the execution ends: what was taken and not written is counted, and nothing
 * is kept. Bytes taken, bytes told as unwritten, whether any are kept.
 */
@JCStressTest
@Outcome(id = "3, 3, 0", expect = ACCEPTABLE, desc = "Taken, then dropped and counted.")
@Outcome(id = "0, 0, 0", expect = ACCEPTABLE, desc = "Refused.")
@Outcome(expect = FORBIDDEN, desc = "Lost without a word, or kept.")
@State
public class PieceAgainstEnd {
  private final InputBuffer buffer = InputPieces.buffer(64);

  @Actor
  public void eventLoop(JJI_Result result) {
    result.r1 = buffer.take(InputPieces.next(3)).accepted();
  }

  @Actor
  public void readerLoop() {
    buffer.over();
  }

  @Arbiter
  public void afterwards(JJI_Result result) {
    result.r2 = buffer.state().unwritten();
    result.r3 = buffer.next(buffer.position()) == null ? 0 : 1;
  }
}
