package dev.ccexecutor.server.mcp.tool;

import dev.ccexecutor.protocol.execution.ProcessCompleted;
import dev.ccexecutor.server.mcp.executor.ExecutorException;
import dev.ccexecutor.server.mcp.executor.ExecutorSession;
import dev.ccexecutor.server.mcp.feature.CallContext;
import dev.ccexecutor.server.mcp.feature.ExecutorConnections.Purpose;
import dev.ccexecutor.server.mcp.feature.Outcome;
import java.util.concurrent.CompletableFuture;

/** Runs a command, and waits for its end. */
final class ExecuteTool implements ExecutorTool.Action {
  static final int DEFAULT_TAIL_BYTES = 16 << 10;

  /** Within this a connection that was cut may come back; then the server ends the command. */
  private static final double DETACH_TTL_SECONDS = 30;

  @Override
  public Outcome run(Arguments arguments, CallContext context)
      throws ExecutorException, InterruptedException {
    CommandRequest request = new CommandRequest(arguments);
    request.builder().detachTtl(DETACH_TTL_SECONDS);
    request.check();
    try (ExecutorSession session = ExecutorSession.open(context.caller(), Purpose.WAIT)) {
      return runOn(session, request, arguments, context);
    }
  }

  private static Outcome runOn(
      ExecutorSession session, CommandRequest request, Arguments arguments, CallContext context)
      throws ExecutorException, InterruptedException {
    int tailBytes = (int) arguments.integer("tail_bytes", DEFAULT_TAIL_BYTES);
    boolean ended = false;
    try {
      Launch.Started<CommandOutput> started =
          Launch.start(
              session,
              request,
              () -> new CommandOutput(tailBytes, new ProgressTeller(context)),
              context);
      CompletableFuture<Void> input =
          arguments.has("stdin")
              ? Launch.write(started.execution(), request.input(), true)
              : CompletableFuture.completedFuture(null);
      ProcessCompleted end = ExecutorSession.awaitForever(started.execution().completion());
      ended = true;
      return new CommandReport(request, started.output(), tailBytes)
          .inputRefused(input.isCompletedExceptionally())
          .outcome(end);
    } catch (ExecutorException notDone) {
      ended = notDone.kind().isPresent(); // Then it was refused, and there is nothing to end.
      throw ended ? notDone : lost(request, notDone);
    } finally {
      if (!ended) {
        Stop.execution(session, context.caller(), request.executionId());
      }
    }
  }

  private static ExecutorException lost(CommandRequest request, ExecutorException cause) {
    return new ExecutorException(
        cause.getMessage()
            + " If the command still runs, the server ends it within "
            + (int) DETACH_TTL_SECONDS
            + " s, or as soon as it is back: execution_status and execution_output tell what is"
            + " known of "
            + request.executionId()
            + ".");
  }
}
