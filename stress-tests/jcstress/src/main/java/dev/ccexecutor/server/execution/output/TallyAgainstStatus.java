package dev.ccexecutor.server.execution.output;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JJJ_Result;

/**
 * The count of a stream is read while the reader loop adds to it: it shows whole chunks, and never
 * goes back. Two looks in a row, and the last count.
 */
@JCStressTest
@Outcome(id = "0, (0|3|8), 8", expect = ACCEPTABLE, desc = "The first look was before all.")
@Outcome(id = "3, (3|8), 8", expect = ACCEPTABLE, desc = "The first look was in between.")
@Outcome(id = "8, 8, 8", expect = ACCEPTABLE, desc = "The first look was behind all.")
@State
public class TallyAgainstStatus {
  private static final ByteBuf THREE = Unpooled.wrappedBuffer(new byte[3]);
  private static final ByteBuf FIVE = Unpooled.wrappedBuffer(new byte[5]);

  private final StreamTally tally = new StreamTally();

  @Actor
  public void readerLoop() {
    tally.add(THREE.duplicate());
    tally.add(FIVE.duplicate());
  }

  @Actor
  public void anyThread(JJJ_Result result) {
    result.r1 = tally.bytes();
    result.r2 = tally.bytes();
  }

  @Arbiter
  public void afterwards(JJJ_Result result) {
    result.r3 = tally.bytes();
  }
}
