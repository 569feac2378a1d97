package dev.ccexecutor.protocol.client;

import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * Futures that fail with the exception itself: those that {@link CompletableFuture} chains wrap it.
 */
final class Futures {

  private Futures() {}

  /** Has one future end as another does. */
  static <T> CompletableFuture<T> forward(CompletableFuture<T> from, CompletableFuture<T> to) {
    return map(from, Function.identity(), to);
  }

  /** The same with the result changed; what the change throws is the failure. */
  static <T, R> CompletableFuture<R> map(
      CompletableFuture<T> from, Function<T, R> change, CompletableFuture<R> to) {
    from.whenComplete(
        (value, failure) -> {
          if (failure != null) {
            to.completeExceptionally(failure);
            return;
          }
          try {
            to.complete(change.apply(value));
          } catch (RuntimeException unusable) {
            to.completeExceptionally(unusable);
          }
        });
    return to;
  }
}
