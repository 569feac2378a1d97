package dev.ccexecutor.server.execution.output;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import dev.ccexecutor.protocol.execution.StreamRange;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JJ_Result;

/**
 * A status is asked for while the reader loop takes bytes in and forgets the oldest: no range ends
 * before what was there when it began. From, to.
 */
@JCStressTest
@Outcome(id = "0, (0|10|20)", expect = ACCEPTABLE, desc = "Nothing was forgotten yet.")
@Outcome(id = "5, (10|20)", expect = ACCEPTABLE, desc = "Some was.")
@Outcome(id = "15, 20", expect = ACCEPTABLE, desc = "More was.")
@State
public class RangeAgainstStatus {
  private final PublishedRange range = new PublishedRange();

  @Actor
  public void readerLoop() {
    range.to(10);
    range.from(5);
    range.to(20);
    range.from(15);
  }

  @Actor
  public void anyThread(JJ_Result result) {
    StreamRange seen = range.get();
    result.r1 = seen.from();
    result.r2 = seen.to();
  }
}
