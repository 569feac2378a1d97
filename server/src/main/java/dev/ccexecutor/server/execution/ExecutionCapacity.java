package dev.ccexecutor.server.execution;

import dev.ccexecutor.protocol.jsonrpc.ErrorKind;
import dev.ccexecutor.protocol.jsonrpc.JsonRpcError;
import dev.ccexecutor.protocol.jsonrpc.JsonRpcException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How many executions this server may have, and how much all of them may hold in memory. One counts
 * until it has ended and nobody takes its output any more. Any thread.
 */
final class ExecutionCapacity {
  private final int maxExecutions;
  private final long maxBytes;
  private final AtomicInteger executions = new AtomicInteger();
  private final AtomicLong bytes = new AtomicLong();

  ExecutionCapacity(int maxExecutions, long maxBytes) {
    this.maxExecutions = maxExecutions;
    this.maxBytes = maxBytes;
  }

  /** Takes a place for one; {@link #release} gives it back. */
  void reserve(long memoryBytes) throws JsonRpcException {
    boolean place = executions.incrementAndGet() <= maxExecutions;
    boolean memory = bytes.addAndGet(memoryBytes) <= maxBytes;
    if (place && memory) {
      return;
    }
    release(memoryBytes);
    if (!place) {
      throw JsonRpcError.of(
              ErrorKind.EXECUTION_LIMIT, "The server runs as many executions as it may")
          .with("limit", maxExecutions)
          .with("scope", "server")
          .asException();
    }
    throw tooMuchMemory();
  }

  private JsonRpcException tooMuchMemory() {
    return JsonRpcError.of(
            ErrorKind.EXECUTION_LIMIT, "The server's executions hold as much memory as they may")
        .with("limit", maxBytes)
        .with("scope", "memory")
        .asException();
  }

  /**
   * Takes memory in the place of what was taken before.
   *
   * @throws JsonRpcException if it is more, and there is no room for that; then nothing has changed
   */
  void exchange(long formerBytes, long wantedBytes) throws JsonRpcException {
    long more = wantedBytes - formerBytes;
    if (bytes.addAndGet(more) > maxBytes && more > 0) {
      giveBack(more);
      throw tooMuchMemory();
    }
  }

  /** Gives back what was taken by {@link #exchange}. */
  void giveBack(long memoryBytes) {
    bytes.addAndGet(-memoryBytes);
  }

  void release(long memoryBytes) {
    executions.decrementAndGet();
    bytes.addAndGet(-memoryBytes);
  }
}
