package dev.ccexecutor.server.execution;

import dev.ccexecutor.protocol.execution.EndReason;
import dev.ccexecutor.protocol.execution.ExecutionState;
import dev.ccexecutor.protocol.execution.StreamType;
import dev.ccexecutor.protocol.jsonrpc.ErrorKind;
import dev.ccexecutor.protocol.jsonrpc.JsonRpcError;
import dev.ccexecutor.server.execution.input.InputAnswer;
import dev.ccexecutor.server.posix.PosixException;
import dev.ccexecutor.server.posix.SpawnRefusedException;
import dev.ccexecutor.server.security.policy.PolicyRule;
import java.util.List;

/** What can't be done with an execution, as its client is told. */
public final class ExecutionErrors {
  /** As long as the kernel takes one (PATH_MAX). */
  private static final int MAX_PATH_CHARACTERS = 4096;

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

  /** A path may be as long as the request was, and need more room once it is escaped: it is cut. */
  static JsonRpcError spawnFailed(PosixException failure) {
    if (failure instanceof SpawnRefusedException refused) {
      return refused(refused);
    }
    String path = failure.path();
    boolean cut = path != null && path.length() > MAX_PATH_CHARACTERS;
    String shown = cut ? path.substring(0, MAX_PATH_CHARACTERS) + "…" : path;
    return JsonRpcError.of(
            ErrorKind.SPAWN_FAILED,
            failure.call() + (shown == null ? "" : " " + shown) + ": " + failure.errnoName())
        .with("errno", failure.errnoName())
        .with("path", shown);
  }

  /** It was not started, and will not be. */
  static JsonRpcError givenUp(EndReason reason) {
    return reason == EndReason.SERVER_SHUTDOWN
        ? JsonRpcError.of(ErrorKind.SHUTTING_DOWN)
        : JsonRpcError.of(ErrorKind.SPAWN_FAILED, "The command was canceled before it started")
            .with("errno", "ECANCELED");
  }

  private static JsonRpcError refused(SpawnRefusedException refused) {
    return switch (refused.culprit()) {
      case DIRECTORY ->
          JsonRpcError.of(
                  ErrorKind.COMMAND_NOT_ALLOWED, "cwd: is outside the directories that are allowed")
              .with("reason", PolicyRule.DIRECTORY_NOT_ALLOWED.wireName())
              .with("field", "cwd");
      case PROGRAM ->
          JsonRpcError.of(
                  ErrorKind.COMMAND_NOT_ALLOWED,
                  "A program is another file than when it was allowed")
              .with("reason", PolicyRule.PROGRAM_CHANGED.wireName());
    };
  }

  /** The rest can be sent again once there is room. */
  public static JsonRpcError stdinFull(InputAnswer answer) {
    return JsonRpcError.of(ErrorKind.STDIN_FULL)
        .with("accepted", answer.accepted())
        .with("offset", answer.nextOffset())
        .with("window", answer.window());
  }

  public static JsonRpcError stdinHole(InputAnswer answer) {
    return JsonRpcError.invalidParams(
            "offset", "leaves a hole: the next one is " + answer.nextOffset())
        .with("offset", answer.nextOffset())
        .with("window", answer.window());
  }

  public static JsonRpcError stdinClosed() {
    return JsonRpcError.of(ErrorKind.WRONG_STATE, "Nobody reads this standard input any more")
        .with("state", "stdin_closed");
  }

  static JsonRpcError outputExpired(String executionId, StreamType stream, long availableFrom) {
    return JsonRpcError.of(ErrorKind.OUTPUT_EXPIRED)
        .with("execution_id", executionId)
        .with("type", stream.wireName())
        .with("available_from", availableFrom);
  }

  static JsonRpcError beyondOutput(String executionId, StreamType stream, long end) {
    return JsonRpcError.invalidParams(
            stream.wireName(), "is beyond what was printed, which ends at " + end)
        .with("execution_id", executionId);
  }

  static JsonRpcError notYours(String executionId) {
    return JsonRpcError.executionNotFound("Somebody else has it").with("execution_id", executionId);
  }

  static JsonRpcError wrongState(ExecutionState state) {
    return JsonRpcError.of(
            ErrorKind.WRONG_STATE, "Not possible while the execution is " + state.wireName())
        .with("state", state.wireName());
  }

  /** It was started with pipes. */
  static JsonRpcError noTerminal() {
    return JsonRpcError.of(ErrorKind.WRONG_STATE, "The execution has no terminal")
        .with("state", "no_terminal");
  }

  static JsonRpcError notPaused(List<Integer> running) {
    return JsonRpcError.of(ErrorKind.NOT_CONFIRMED, "Not every process was seen stopped in time")
        .with("running", List.copyOf(running));
  }
}
