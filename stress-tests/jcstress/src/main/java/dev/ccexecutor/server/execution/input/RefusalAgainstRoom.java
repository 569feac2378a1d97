package dev.ccexecutor.server.execution.input;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JI_Result;

/**
 * A client writes while the reader loop makes room: who was refused is told that there is room
 * again. Bytes taken, whether room is told of.
 */
@JCStressTest
@Outcome(id = "2, 0", expect = ACCEPTABLE, desc = "There was room.")
@Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "There was none, and room was told of.")
@Outcome(id = "0, 0", expect = FORBIDDEN, desc = "The client waits for good.")
@Outcome(expect = FORBIDDEN, desc = "Counted wrong.")
@State
public class RefusalAgainstRoom {
  private static final int CAPACITY_BYTES = 4;

  private final InputBuffer buffer = InputPieces.buffer(CAPACITY_BYTES);

  /** Full when both begin. */
  public RefusalAgainstRoom() {
    buffer.take(InputPieces.next(CAPACITY_BYTES));
  }

  @Actor
  public void eventLoop(JI_Result result) {
    result.r1 = buffer.take(InputPieces.next(2)).accepted();
  }

  @Actor
  public void readerLoop(JI_Result result) {
    result.r2 = buffer.written(CAPACITY_BYTES) ? 1 : 0;
  }

  @Arbiter
  public void afterwards() {
    buffer.over();
  }
}
