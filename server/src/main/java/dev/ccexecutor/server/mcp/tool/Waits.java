package dev.ccexecutor.server.mcp.tool;

import dev.ccexecutor.server.mcp.executor.ExecutorException;
import dev.ccexecutor.server.mcp.feature.CallContext;
import dev.ccexecutor.server.mcp.feature.ExecutorConnections.Purpose;
import java.time.Duration;
import java.util.function.Predicate;

/** Waits of a call's own, in steps, so that a client hears that it is still there. */
final class Waits {
  private static final Duration STEP = Duration.ofSeconds(5);

  private Waits() {}

  /** Asks for something, and waits for it no longer than it is told. */
  interface Question<T> {
    T ask(Duration patience) throws ExecutorException, InterruptedException;
  }

  static Duration ofSeconds(double seconds) {
    return Duration.ofMillis(Math.round(seconds * 1000));
  }

  /** Who waits long takes no place from those who only look. */
  static Purpose purpose(Duration patience) {
    return patience.isPositive() ? Purpose.WAIT : Purpose.LOOK;
  }

  /** Asks until there is an answer that will do, or the time is over. */
  static <T> T withHeartbeats(
      Duration patience, CallContext context, Question<T> question, Predicate<T> isEnough)
      throws ExecutorException, InterruptedException {
    ProgressTeller progress = new ProgressTeller(context);
    Duration left = patience;
    while (left.compareTo(STEP) > 0) {
      T answer = question.ask(STEP);
      if (isEnough.test(answer)) {
        return answer;
      }
      left = left.minus(STEP);
      progress.tell("waiting");
    }
    return question.ask(left);
  }
}
