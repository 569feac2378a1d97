package dev.ccexecutor.server.execution;

import dev.ccexecutor.protocol.execution.HookWarning;
import dev.ccexecutor.protocol.execution.ProcessCompleted;
import dev.ccexecutor.protocol.jsonrpc.JsonRpcException;
import dev.ccexecutor.server.posix.SpawnRequest;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * What the operator has done around one execution. Called on its reader loop; must hand over and
 * return at once. What it answers comes within a bound of time, on whatever thread.
 */
public interface ExecutionHooks {
  /** Nothing. */
  ExecutionHooks NONE =
      new ExecutionHooks() {
        @Override
        public boolean actBefore() {
          return false;
        }

        @Override
        public boolean actAfter() {
          return false;
        }

        @Override
        public CompletableFuture<Prepared> before() {
          throw new IllegalStateException("there is none");
        }

        @Override
        public CompletableFuture<Optional<HookWarning>> after(ProcessCompleted end) {
          throw new IllegalStateException("there is none");
        }

        @Override
        public void giveUp() {}
      };

  /**
   * How an execution is to be started.
   *
   * @param warning what its client is to be told besides
   */
  record Prepared(SpawnRequest request, Optional<HookWarning> warning) {}

  /** Whether {@link #before} is to be called. */
  boolean actBefore();

  /** Whether {@link #after} is to be called. */
  boolean actAfter();

  /**
   * Before the start.
   *
   * @return how it is to be started; fails with a {@link JsonRpcException} if it is not
   */
  CompletableFuture<Prepared> before();

  /**
   * After the end, before anybody is told of that.
   *
   * @return what who is attached is to be told
   */
  CompletableFuture<Optional<HookWarning>> after(ProcessCompleted end);

  /** What is under way need not go on: nobody wants it any more. Its answer comes all the same. */
  void giveUp();
}
