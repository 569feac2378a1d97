package dev.ccexecutor.server.execution.output;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IJ_Result;

/**
 * The event loop takes what the reader loop offers meanwhile: all of it, in order, and the count of
 * bytes comes out even. Items in their place, bytes that still count.
 */
@JCStressTest
@Outcome(id = "3, 0", expect = ACCEPTABLE, desc = "All of it, in order.")
@State
public class HandOver {
  private static final OutputItem[] ITEMS = {
    OutputItems.shared(0), OutputItems.shared(1), OutputItems.shared(2)
  };

  private final OutputQueue queue = new OutputQueue(1 << 20, () -> {}, () -> {});
  private int inPlace;

  @Actor
  public void readerLoop() {
    for (OutputItem item : ITEMS) {
      queue.offer(item);
      queue.flush();
    }
  }

  @Actor
  public void eventLoop() {
    drain();
  }

  /** Another drain of the event loop. */
  @Arbiter
  public void afterwards(IJ_Result result) {
    drain();
    result.r1 = inPlace;
    result.r2 = queue.queuedBytes();
  }

  private void drain() {
    queue.beginDrain();
    for (OutputItem item = queue.poll(); item != null; item = queue.poll()) {
      if (item instanceof OutputItem.Chunk chunk && chunk.offset() == inPlace) {
        inPlace++;
      }
    }
  }
}
