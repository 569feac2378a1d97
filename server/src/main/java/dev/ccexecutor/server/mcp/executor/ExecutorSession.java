package dev.ccexecutor.server.mcp.executor;

import dev.ccexecutor.protocol.client.ExecutorClient;
import dev.ccexecutor.protocol.execution.ControlParams;
import dev.ccexecutor.protocol.execution.ControlType;
import dev.ccexecutor.protocol.execution.ExecutionStatus;
import dev.ccexecutor.server.mcp.feature.Caller;
import dev.ccexecutor.server.mcp.feature.ExecutorConnections.Purpose;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A connection to the server for one call, on which it is the caller. All methods wait, and are for
 * the call's own virtual thread.
 */
public final class ExecutorSession implements AutoCloseable {
  /** Far longer than a client needs to tell that its server is gone. */
  static final Duration ANSWER_TIME = Duration.ofMinutes(2);

  private final ExecutorClient client;

  /** So that who asks again and again waits at the server once. */
  private String awaitedId;

  private CompletableFuture<ExecutionStatus> awaitedEnd;

  private ExecutorSession(ExecutorClient client) {
    this.client = client;
  }

  /** Opens one, which is the caller's to close. */
  public static ExecutorSession open(Caller caller, Purpose purpose)
      throws ExecutorException, InterruptedException {
    CompletableFuture<ExecutorClient> opening = caller.connections().open(purpose);
    boolean opened = false;
    try {
      ExecutorSession session = new ExecutorSession(await(opening));
      opened = true;
      return session;
    } finally {
      if (!opened) {
        // It may still come, and then it is nobody's.
        opening.thenAccept(ExecutorClient::close);
      }
    }
  }

  public ExecutorClient client() {
    return client;
  }

  /** What is known of an execution now. */
  public ExecutionStatus status(String executionId) throws ExecutorException, InterruptedException {
    return await(client.status(executionId));
  }

  /** The status at its end, or after so long. */
  public ExecutionStatus statusWithin(String executionId, Duration time)
      throws ExecutorException, InterruptedException {
    if (!time.isPositive()) {
      return status(executionId);
    }
    if (!executionId.equals(awaitedId)) {
      awaitedId = executionId;
      awaitedEnd = client.awaitEnd(executionId);
    }
    try {
      return awaitedEnd.get(time.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException stillRunning) {
      return status(executionId);
    } catch (ExecutionException failure) {
      throw Explanation.of(failure);
    }
  }

  /** Acts on an execution. */
  public String control(ControlType type, String executionId, Double graceSeconds)
      throws ExecutorException, InterruptedException {
    ControlParams params = new ControlParams(type, executionId, null, graceSeconds);
    return await(client.control(params)).status();
  }

  /** Waits for an answer of the server's, for as long as one can take. */
  public static <T> T await(CompletableFuture<T> answer)
      throws ExecutorException, InterruptedException {
    try {
      return answer.get(ANSWER_TIME.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException failure) {
      throw Explanation.of(failure);
    } catch (TimeoutException silent) {
      throw new ExecutorException("The server that runs commands has not answered in time.");
    }
  }

  /** Waits for what may take any time, such as the end of a command. */
  public static <T> T awaitForever(CompletableFuture<T> end)
      throws ExecutorException, InterruptedException {
    try {
      return end.get();
    } catch (ExecutionException failure) {
      throw Explanation.of(failure);
    }
  }

  /** Whether it was done in this time. */
  public static boolean isDoneWithin(CompletableFuture<?> done, Duration time)
      throws ExecutorException, InterruptedException {
    try {
      done.get(time.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException notYet) {
      return false;
    } catch (ExecutionException failure) {
      throw Explanation.of(failure);
    }
  }

  /** Says goodbye, and does not wait for that to be over. */
  @Override
  public void close() {
    client.close();
  }
}
