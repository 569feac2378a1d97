package dev.ccexecutor.server.execution;

import dev.ccexecutor.protocol.execution.ExecutionState;
import dev.ccexecutor.protocol.jsonrpc.ErrorKind;
import dev.ccexecutor.protocol.jsonrpc.JsonRpcError;
import java.util.List;

/** What can't be done with an execution, as its client is told. */
public final class ExecutionErrors {
  private ExecutionErrors() {}

  public static JsonRpcError unknown(String executionId) {
    return JsonRpcError.executionNotFound("No such execution").with("execution_id", executionId);
  }

  public static JsonRpcError hasEnded(String executionId) {
    return JsonRpcError.executionNotFound("The execution has ended")
        .with("execution_id", executionId);
  }

  /** The wording that clients of the old server know. */
  public static JsonRpcError noneRunning() {
    return JsonRpcError.executionNotFound("No process is running");
  }

  static JsonRpcError wrongState(ExecutionState state) {
    return JsonRpcError.of(
            ErrorKind.WRONG_STATE, "Not possible while the execution is " + state.wireName())
        .with("state", state.wireName());
  }

  /** A resume or a stop came before the pause had seen every process stopped. */
  static JsonRpcError pauseLeft(List<Integer> running) {
    return JsonRpcError.of(
            ErrorKind.NOT_CONFIRMED, "The pause was left before every process was seen stopped")
        .with("running", List.copyOf(running));
  }

  static JsonRpcError notPaused(List<Integer> running) {
    return JsonRpcError.of(ErrorKind.NOT_CONFIRMED, "Not every process was seen stopped in time")
        .with("running", List.copyOf(running));
  }
}
