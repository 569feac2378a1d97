package dev.ccexecutor.server.session;

import dev.ccexecutor.server.threading.RunsOn;
import dev.ccexecutor.server.threading.ThreadRole;
import java.util.concurrent.CompletableFuture;

/** What a session has asked for and is not answered: nobody knows yet what it will own by it. */
@RunsOn(ThreadRole.EVENT_LOOP)
final class PendingAnswers {
  private CompletableFuture<Void> settled = CompletableFuture.completedFuture(null);
  private int count;

  /** Counts this one until it is completed, which must be on the event loop. */
  void add(CompletableFuture<?> answer) {
    if (count == 0) {
      settled = new CompletableFuture<>();
    }
    count++;
    answer.whenComplete((result, failure) -> answered());
  }

  private void answered() {
    count--;
    if (count == 0) {
      settled.complete(null);
    }
  }

  /** Ends when none is left. */
  CompletableFuture<Void> settled() {
    return settled.copy();
  }
}
