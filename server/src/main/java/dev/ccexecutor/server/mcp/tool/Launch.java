package dev.ccexecutor.server.mcp.tool;

import dev.ccexecutor.protocol.client.ExecutionListener;
import dev.ccexecutor.protocol.client.RemoteExecution;
import dev.ccexecutor.server.mcp.executor.ExecutorException;
import dev.ccexecutor.server.mcp.executor.ExecutorSession;
import dev.ccexecutor.server.mcp.feature.CallContext;
import dev.ccexecutor.server.mcp.feature.ListKind;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Starts what a tool was asked for. */
final class Launch {
  /** As many things as can be mended, and one more. */
  private static final int MOST_ATTEMPTS = 5;

  private Launch() {}

  /**
   * Starts it, and says that there is one more.
   *
   * @param listener makes one for each attempt
   */
  static <L extends ExecutionListener> Started<L> start(
      ExecutorSession session, CommandRequest request, Supplier<L> listener, CallContext context)
      throws ExecutorException, InterruptedException {
    for (int attempt = 1; ; attempt++) {
      L output = listener.get();
      try {
        RemoteExecution execution =
            ExecutorSession.awaitForever(session.client().execute(request.params(), output));
        context.listChanged(ListKind.RESOURCES);
        return new Started<>(execution, output);
      } catch (ExecutorException refusal) {
        if (attempt == MOST_ATTEMPTS || !request.mend(refusal)) {
          throw refusal;
        }
      }
    }
  }

  /** One that runs, and who hears of it. */
  record Started<L extends ExecutionListener>(RemoteExecution execution, L output) {}

  /**
   * Gives a command its input and, unless more may follow, the end of it.
   *
   * @return fails if the command does not take all of it, which may well be so
   */
  static CompletableFuture<Void> write(RemoteExecution execution, byte[] input, boolean thenEnd) {
    CompletableFuture<Void> written = execution.input().write(input);
    return thenEnd ? CompletableFuture.allOf(written, execution.input().close()) : written;
  }
}
