package dev.ccexecutor.protocol.client;

import dev.ccexecutor.protocol.client.ClientException.Reason;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** The one thread on which everything of an {@link ExecutorClient} lives. */
final class ClientLoop {

  private final Optional<EventLoopGroup> own;
  private final EventLoop loop;

  /** Takes one of the caller's event loops, or makes one that ends by {@link #shutDown}. */
  ClientLoop(ClientOptions options) {
    own =
        options.sharedEventLoops().isPresent()
            ? Optional.empty()
            : Optional.of(CcExecutorClient.ownEventLoop());
    loop = own.or(options::sharedEventLoops).orElseThrow().next();
  }

  EventLoop eventLoop() {
    return loop;
  }

  boolean isCurrent() {
    return loop.inEventLoop();
  }

  /**
   * Runs an action on the loop, as a task of its own.
   *
   * @throws RejectedExecutionException if the loop has ended
   */
  void execute(Runnable action) {
    loop.execute(action);
  }

  /** Runs an action on the loop after a time; where the loop ends before that, never. */
  void schedule(Runnable action, long delayMillis) {
    loop.schedule(action, delayMillis, TimeUnit.MILLISECONDS);
  }

  /** Has a task complete a future on the loop; where the task throws, it fails. Any thread. */
  <T> CompletableFuture<T> submit(Consumer<CompletableFuture<T>> task) {
    CompletableFuture<T> result = new CompletableFuture<>();
    try {
      loop.execute(
          () -> {
            try {
              task.accept(result);
            } catch (RuntimeException failure) {
              result.completeExceptionally(failure);
            }
          });
    } catch (RejectedExecutionException ended) {
      result.completeExceptionally(
          new ClientException(Reason.CLOSED, "the client is closed", ended));
    }
    return result;
  }

  /** Ends the loop if it is the client's own. */
  void shutDown() {
    own.ifPresent(CcExecutorClient::shutDown);
  }
}
