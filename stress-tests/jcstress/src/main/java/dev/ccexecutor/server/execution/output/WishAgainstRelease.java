package dev.ccexecutor.server.execution.output;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.ccexecutor.protocol.execution.StreamType;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * The reader loop asks to be told of so much that the client has taken care of, while the event
 * loop says so, of both streams: it is told once. Wake-ups.
 */
@JCStressTest
@Outcome(id = "1", expect = ACCEPTABLE, desc = "Told once.")
@Outcome(id = "0", expect = FORBIDDEN, desc = "Never told: the child waits for good.")
@State
public class WishAgainstRelease {
  private static final int STDOUT_BYTES = 6;
  private static final int STDERR_BYTES = 4;

  /** Both sides may run it. */
  private final AtomicInteger wakeUps = new AtomicInteger();

  private final OutputQueue queue = new OutputQueue(1 << 20, () -> {}, wakeUps::incrementAndGet);

  @Actor
  public void readerLoop() {
    queue.wakeWhenReleased(STDOUT_BYTES + STDERR_BYTES);
  }

  @Actor
  public void eventLoop() {
    queue.released(StreamType.STDOUT, STDOUT_BYTES);
    queue.released(StreamType.STDERR, STDERR_BYTES);
  }

  @Arbiter
  public void afterwards(I_Result result) {
    result.r1 = wakeUps.get();
  }
}
