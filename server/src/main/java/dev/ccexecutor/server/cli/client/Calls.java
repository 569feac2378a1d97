package dev.ccexecutor.server.cli.client;

import dev.ccexecutor.protocol.client.ClientException;
import dev.ccexecutor.protocol.client.RemoteErrorException;
import dev.ccexecutor.protocol.jsonrpc.ErrorKind;
import dev.ccexecutor.server.config.AccessConfig;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/** Waits for answers, and says what failures mean. */
final class Calls {
  private Calls() {}

  static <T> T await(CompletableFuture<T> answer) throws CallFailedException {
    try {
      return answer.join();
    } catch (CompletionException failed) {
      Throwable cause = failed.getCause() == null ? failed : failed.getCause();
      throw new CallFailedException(outcomeOf(cause), cause);
    }
  }

  /** Waits for whatever comes of it, but not for ever. */
  static void settle(CompletableFuture<?> answer, long millis) {
    answer
        .handle((anything, failure) -> null)
        .completeOnTimeout(null, millis, TimeUnit.MILLISECONDS)
        .join();
  }

  static Outcome outcomeOf(Throwable cause) {
    if (cause instanceof RemoteErrorException error) {
      return Outcome.failed(exitCodeOf(error), messageOf(error));
    }
    if (cause instanceof ClientException failure) {
      return outcomeOf(failure);
    }
    String message = cause.getMessage();
    return Outcome.failed(ExitCode.CLIENT_FAILED, message == null ? cause.toString() : message);
  }

  /** With what can be done about it, where that is known. */
  private static Outcome outcomeOf(ClientException failure) {
    String message = failure.getMessage();
    return switch (failure.reason()) {
      case UNREACHABLE, TIMEOUT ->
          Outcome.failed(
              ExitCode.NO_SERVER, message + " (start one by cc-executor serve, or give --url)");
      case UNAUTHORIZED ->
          Outcome.failed(
              ExitCode.REFUSED,
              message + ": give --token-file, or set " + AccessConfig.TOKEN_VARIABLE);
      case REFUSED, TOO_MANY_ATTEMPTS, SESSION_LIMIT -> Outcome.failed(ExitCode.REFUSED, message);
      case TLS -> Outcome.failed(ExitCode.CLIENT_FAILED, message + " (see --ca, --cert and --key)");
      case LOST, CLOSED, UNCERTAIN -> Outcome.failed(ExitCode.LOST, message);
      case TAKEN -> Outcome.failed(ExitCode.LOST, "another client has taken the command");
      case UNSUPPORTED_URL, FAILED, DETACHED, INPUT_CLOSED ->
          Outcome.failed(ExitCode.CLIENT_FAILED, message);
    };
  }

  private static int exitCodeOf(RemoteErrorException error) {
    int code = error.code();
    if (code == ErrorKind.SPAWN_FAILED.code()) {
      return switch (error.data().path("errno").asString("")) {
        case "ENOENT" -> ExitCode.NOT_FOUND;
        case "EACCES", "ENOEXEC", "EISDIR", "ENOTDIR" -> ExitCode.NOT_EXECUTABLE;
        default -> ExitCode.CLIENT_FAILED;
      };
    }
    if (code == ErrorKind.EXECUTION_NOT_FOUND.code()) {
      return ExitCode.NO_EXECUTION;
    }
    boolean refused =
        code == ErrorKind.COMMAND_NOT_ALLOWED.code()
            || code == ErrorKind.EXECUTION_LIMIT.code()
            || code == ErrorKind.SESSION_LIMIT.code()
            || code == ErrorKind.SHUTTING_DOWN.code();
    return refused ? ExitCode.REFUSED : ExitCode.CLIENT_FAILED;
  }

  private static String messageOf(RemoteErrorException error) {
    String errno = error.data().path("errno").asString("");
    boolean said = errno.isEmpty() || error.getMessage().contains(errno);
    return said ? error.getMessage() : error.getMessage() + " (" + errno + pathOf(error) + ")";
  }

  private static String pathOf(RemoteErrorException error) {
    String path = error.data().path("path").asString("");
    return path.isEmpty() ? "" : ": " + path;
  }
}
