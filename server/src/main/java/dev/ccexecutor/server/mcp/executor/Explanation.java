package dev.ccexecutor.server.mcp.executor;

import dev.ccexecutor.protocol.client.ClientException;
import dev.ccexecutor.protocol.client.RemoteErrorException;
import dev.ccexecutor.protocol.jsonrpc.ErrorKind;
import dev.ccexecutor.protocol.jsonrpc.InvalidParameterException;
import dev.ccexecutor.server.mcp.feature.TooManyConnectionsException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import tools.jackson.databind.JsonNode;

/** Says to a model what a failure means, and what to do instead. */
final class Explanation {
  private Explanation() {}

  static ExecutorException of(Throwable failure) {
    Throwable cause = failure;
    while ((cause instanceof CompletionException || cause instanceof ExecutionException)
        && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return switch (cause) {
      case ExecutorException explained -> explained;
      case RemoteErrorException refused -> ofRefusal(refused);
      case TooManyConnectionsException full ->
          new ExecutorException(full.getMessage(), null, null, full);
      case ClientException lost -> new ExecutorException(ofConnection(lost), null, null, lost);
      case InvalidParameterException invalid ->
          new ExecutorException(
              invalid.field() + " " + invalid.getMessage() + ".",
              ErrorKind.INVALID_PARAMS,
              null,
              invalid);
      default ->
          new ExecutorException(
              "It failed in a way that is not known: " + cause, null, null, cause);
    };
  }

  private static ExecutorException ofRefusal(RemoteErrorException refused) {
    ErrorKind kind = ErrorKind.ofCode(refused.code()).orElse(null);
    String advice = kind == null ? "" : advice(kind, refused.data());
    String sentence = sentence(refused.getMessage()) + (advice.isEmpty() ? "" : " " + advice);
    return new ExecutorException(sentence, kind, refused.data(), refused);
  }

  private static String sentence(String message) {
    return message.endsWith(".") ? message : message + ".";
  }

  private static String advice(ErrorKind kind, JsonNode data) {
    return switch (kind) {
      case COMMAND_NOT_ALLOWED -> notAllowed(data);
      case EXECUTION_NOT_FOUND ->
          "What has ended can be looked at, but not be controlled or written to; what is not known"
              + " was never there, is forgotten, or belongs to somebody else."
              + " execution_status without an execution_id lists those that are known.";
      case SESSION_LIMIT -> "The server has as many clients as it allows: try again later.";
      case EXECUTION_LIMIT -> tooMany(data);
      case SPAWN_FAILED -> notStarted(data);
      case STDIN_FULL -> "The command does not read its input: wait, and send the rest later.";
      case OUTPUT_EXPIRED ->
          "Output before offset "
              + data.path("available_from").asLong(0)
              + " is no longer kept: read from there on.";
      case EXECUTION_CONFLICT -> "Use another execution_id.";
      case SHUTTING_DOWN -> "Nothing more is started on it: try again when it is back.";
      case WRONG_STATE -> "Its state is " + data.path("state").asString("not told") + ".";
      case NOT_CONFIRMED -> "It counts as paused; some processes were still seen running.";
      case INTERNAL_ERROR ->
          "This is a fault of the server's; its log says more under "
              + data.path("error_id").asString("the time of it")
              + ".";
      case INVALID_PARAMS, INVALID_REQUEST, METHOD_NOT_FOUND, PARSE_ERROR, SESSION_NOT_FOUND -> "";
    };
  }

  private static String notAllowed(JsonNode data) {
    String rule = "The server's rules do not allow it (" + data.path("reason").asString("") + ")";
    String mend =
        switch (data.path("reason").asString("")) {
          case "shell_not_allowed" ->
              "; give argv, a program and its arguments, in place of command";
          case "limit_exceeded" ->
              "; at most " + data.path("limit").asString("less") + " is allowed";
          case "directory_not_allowed" -> "; name another cwd";
          case "environment_not_allowed" -> "; leave the variable out";
          case "spool_not_allowed" -> "; nothing may be kept on its disk";
          default -> "";
        };
    return rule
        + mend
        + ". Nothing was started. Do not look for a way around a rule: do it within the rules, or"
        + " tell the user what would have to be allowed.";
  }

  private static String tooMany(JsonNode data) {
    JsonNode seconds = data.path("retry_after");
    if (seconds.isNumber()) {
      return "Try again in " + seconds.asString() + " s.";
    }
    return "Wait for one to end, or cancel one (execution_status without an execution_id lists"
        + " them), then try again.";
  }

  private static String notStarted(JsonNode data) {
    String path = data.path("path").asString("");
    return switch (data.path("errno").asString("")) {
      case "ENOENT" ->
          "There is no such program or directory on the server: " + path + ". Nothing was started.";
      case "EACCES" ->
          "Commands may not run or enter this on the server: " + path + ". Nothing was started.";
      case "E2BIG" -> "The command is too long: put the long part into a file, or into stdin.";
      case "ECANCELED" -> "It was canceled before it began.";
      default -> "Nothing was started.";
    };
  }

  private static String ofConnection(ClientException lost) {
    String what = sentence("No connection to the server that runs commands: " + lost.getMessage());
    return switch (lost.reason()) {
      case SESSION_LIMIT, TOO_MANY_ATTEMPTS -> what + " Try again later.";
      case UNAUTHORIZED -> what + " It needs a token that it knows: tell the user.";
      case INPUT_CLOSED -> "The command reads no input, or none any more.";
      case LOST, CLOSED, UNCERTAIN, TAKEN, DETACHED ->
          what + " execution_status tells what is known by now.";
      default -> what;
    };
  }
}
