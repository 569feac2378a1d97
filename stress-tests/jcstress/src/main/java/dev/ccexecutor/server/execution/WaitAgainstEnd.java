package dev.ccexecutor.server.execution;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.ccexecutor.protocol.execution.ExecutionStatus;
import java.util.concurrent.CompletableFuture;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.Z_Result;

/**
 * A client begins to wait for an execution's end, on its event loop, while it ends, on its reader
 * loop: it is told. Whether it is.
 */
@JCStressTest
@Outcome(id = "true", expect = ACCEPTABLE, desc = "Told.")
@Outcome(id = "false", expect = FORBIDDEN, desc = "It waits for good.")
@State
public class WaitAgainstEnd {
  private final EndWaiters waiters = new EndWaiters();
  private CompletableFuture<ExecutionStatus> waiter;

  @Actor
  public void eventLoop() {
    waiter = waiters.add();
  }

  @Actor
  public void readerLoop() {
    waiters.ended(() -> null);
  }

  @Arbiter
  public void afterwards(Z_Result result) {
    result.r1 = waiter.isDone();
  }
}
