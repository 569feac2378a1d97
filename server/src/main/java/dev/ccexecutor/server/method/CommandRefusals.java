package dev.ccexecutor.server.method;

import dev.ccexecutor.protocol.jsonrpc.ErrorKind;
import dev.ccexecutor.protocol.jsonrpc.JsonRpcError;
import dev.ccexecutor.protocol.jsonrpc.JsonRpcException;
import dev.ccexecutor.server.logging.LogKeys;
import dev.ccexecutor.server.security.policy.CommandRefusedException;
import dev.ccexecutor.server.security.policy.PaceExceededException;
import dev.ccexecutor.server.session.Session;
import java.math.BigDecimal;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How clients and the log are told that a command was not started by reason of a policy. */
final class CommandRefusals {
  private static final Logger log = LoggerFactory.getLogger(CommandRefusals.class);

  private static final int MAX_FIELD_CHARACTERS = 100;

  private CommandRefusals() {}

  static JsonRpcError of(CommandRefusedException refused) {
    String message =
        refused.field() == null
            ? refused.getMessage()
            : shown(refused.field()) + ": " + refused.getMessage();
    JsonRpcError error =
        JsonRpcError.of(ErrorKind.COMMAND_NOT_ALLOWED, message)
            .with("reason", refused.reason())
            .with("field", refused.field() == null ? null : shown(refused.field()));
    for (Map.Entry<String, Object> detail : refused.details().entrySet()) {
      error = error.with(detail.getKey(), detail.getValue());
    }
    return error;
  }

  static JsonRpcError of(PaceExceededException exceeded) {
    return switch (exceeded.bound()) {
      case EXECUTIONS ->
          JsonRpcError.of(ErrorKind.EXECUTION_LIMIT, "You run as many executions as you may")
              .with("limit", exceeded.limit())
              .with("scope", "principal");
      case STARTS_PER_MINUTE ->
          JsonRpcError.of(ErrorKind.EXECUTION_LIMIT, "You start executions as often as you may")
              .with("limit", exceeded.limit())
              .with("scope", "starts_per_minute")
              .with("retry_after", BigDecimal.valueOf(exceeded.retryAfterMillis(), 3));
    };
  }

  /**
   * The one place that every refusal of a command passes, whoever has found it. Other failures pass
   * unnoticed.
   *
   * @param executionId null if its client left that to the server
   */
  static void note(Session session, String executionId, Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    if (cause instanceof JsonRpcException told && isRefusal(told.error())) {
      log.atInfo()
          .addKeyValue(LogKeys.SESSION_ID, session.id())
          .addKeyValue(LogKeys.EXECUTION_ID, executionId)
          .addKeyValue(LogKeys.PRINCIPAL, session.principal().name())
          .addKeyValue(LogKeys.REASON, told.error().data().getOrDefault("reason", scope(told)))
          .log("command refused");
    }
  }

  private static Object scope(JsonRpcException told) {
    return told.error().data().getOrDefault("scope", told.error().kind().kind());
  }

  private static boolean isRefusal(JsonRpcError error) {
    return error.kind() == ErrorKind.COMMAND_NOT_ALLOWED
        || error.kind() == ErrorKind.EXECUTION_LIMIT;
  }

  /** A variable's name may be as long as its message. */
  private static String shown(String field) {
    return field.length() <= MAX_FIELD_CHARACTERS
        ? field
        : field.substring(0, MAX_FIELD_CHARACTERS) + "…";
  }
}
