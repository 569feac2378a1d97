package dev.ccexecutor.stress.run;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/** Waits for answers and conditions, never for ever. */
final class Waiting {
  /** Above all that a server that works may need for an answer, also on a machine that is full. */
  private static final long ANSWER_SECONDS = 60;

  /** For {@link dev.ccexecutor.protocol.client.ClientOptions}: the same for a session. */
  static final int OPEN_MILLIS = 60_000;

  private static final long POLL_MILLIS = 50;

  private Waiting() {}

  /** The value of a future that a server answers. */
  static <T> T answer(CompletableFuture<T> future)
      throws InterruptedException, ExecutionException, TimeoutException {
    return future.get(ANSWER_SECONDS, TimeUnit.SECONDS);
  }

  /**
   * Looks again and again.
   *
   * @return whether it held in time
   */
  static boolean until(BooleanSupplier condition, long patienceMillis) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(patienceMillis);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - deadline > 0) {
        return false;
      }
      Thread.sleep(POLL_MILLIS);
    }
    return true;
  }
}
