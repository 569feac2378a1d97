package dev.ccexecutor.server.execution.output;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IJI_Result;

/**
 * The event loop closes in the middle of a drain, and comes again if it is woken, while the reader
 * loop goes on to offer: each buffer is released, once (a second release throws). References that
 * are left, bytes that still count, whether the event loop was woken.
 */
@JCStressTest
@Outcome(id = "0, 0, [01]", expect = ACCEPTABLE, desc = "All is released.")
@Outcome(expect = FORBIDDEN, desc = "Something is left for good.")
@State
public class OfferAgainstClose {
  private final ByteBuf taken = Unpooled.buffer(1, 1).writeZero(1);
  private final ByteBuf late = Unpooled.buffer(1, 1).writeZero(1);
  private final ByteBuf later = Unpooled.buffer(1, 1).writeZero(1);

  private int wakeUps;
  private final OutputQueue queue = new OutputQueue(1 << 20, () -> wakeUps++, () -> {});

  /** The event loop was woken when both begin, and waits for its channel to take more. */
  public OfferAgainstClose() {
    queue.offer(OutputItems.owning(taken));
    queue.flush();
    wakeUps = 0;
  }

  @Actor
  public void readerLoop() {
    queue.offer(OutputItems.owning(late));
    queue.flush();
    queue.offer(OutputItems.owning(later));
    queue.flush();
  }

  @Actor
  public void eventLoop() {
    queue.poll().release();
    queue.close();
  }

  @Arbiter
  public void afterwards(IJI_Result result) {
    if (wakeUps > 0) {
      queue.close();
    }
    result.r1 = taken.refCnt() + late.refCnt() + later.refCnt();
    result.r2 = queue.queuedBytes();
    result.r3 = Math.min(1, wakeUps);
  }
}
