package dev.ccexecutor.server.agent.event;

import dev.ccexecutor.server.agent.AgentFailure;
import dev.ccexecutor.server.agent.ApiRetry;
import dev.ccexecutor.server.agent.FailureReport;
import java.time.Clock;
import java.time.ZoneId;
import java.util.Locale;
import java.util.StringJoiner;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** Gives the errors of {@code claude}'s result events their names. */
final class ClaudeFailures {
  private static final int UNAUTHORIZED = 401;
  private static final int FORBIDDEN = 403;
  private static final int REQUEST_TIMEOUT = 408;
  private static final int TOO_LARGE = 413;
  private static final int TOO_MANY_REQUESTS = 429;
  private static final int OVERLOADED = 529;
  private static final int FIRST_SERVER_ERROR = 500;
  private static final int FIRST_CLIENT_ERROR = 400;

  private static final Pattern TOKENS =
      Pattern.compile(
          "prompt is too long|output token maximum|context (window|length|limit)|too many tokens"
              + "|maximum (number of )?tokens|max_tokens");
  private static final Pattern LOGIN =
      Pattern.compile("not logged in|/login|invalid api key|failed to authenticate");
  private static final Pattern LIMIT =
      Pattern.compile("rate limit|usage limit|hit your limit|limit reached|too many requests");
  private static final Pattern NO_CONNECTION =
      Pattern.compile(
          "connection|econnre|enotfound|etimedout|socket|network|fetch failed|timed out|dns");

  private ClaudeFailures() {}

  /**
   * What a result event says went wrong; null if nothing did.
   *
   * @param apiError the word of the last message of an error; null if there was none
   * @param lastRetry the last time that the agent waited for its API; null if it never did
   */
  static FailureReport ofResult(JsonNode result, String apiError, ApiRetry lastRetry) {
    JsonNode isError = result.path("is_error");
    // Releases differ in whether a limit that was reached is an error; all call it so.
    boolean named = result.path("subtype").asString("").startsWith("error");
    if (isError.isBoolean() && !isError.asBoolean() && !named) {
      return null;
    }
    String message = message(result);
    if (!isError.isBoolean()) {
      return FailureReport.of(
          AgentFailure.MISSING_RESULT, "a result event does not say whether it is an error");
    }
    AgentFailure type = type(result, message.toLowerCase(Locale.ROOT), apiError);
    FailureReport report = FailureReport.of(type, message);
    return type.isTransient() ? report.withRetryAfter(retryAfter(message, lastRetry)) : report;
  }

  private static String message(JsonNode result) {
    StringJoiner errors = new StringJoiner("; ");
    for (JsonNode error : result.path("errors")) {
      errors.add(error.isString() ? error.asString() : error.toString());
    }
    if (errors.length() > 0) {
      return errors.toString();
    }
    String text = result.path("result").asString("");
    return text.isEmpty() ? result.path("subtype").asString("an error without a text") : text;
  }

  private static AgentFailure type(JsonNode result, String text, String apiError) {
    switch (result.path("subtype").asString("")) {
      case "error_max_turns" -> {
        return AgentFailure.MAX_TURNS;
      }
      case "error_max_budget_usd" -> {
        return AgentFailure.BUDGET;
      }
      default -> {
        // Told by the status, or by the words.
      }
    }
    JsonNode status = result.path("api_error_status");
    return status.isInt() ? ofStatus(status.asInt(), text) : ofWords(result, text, apiError);
  }

  private static AgentFailure ofStatus(int status, String text) {
    return switch (status) {
      case TOO_MANY_REQUESTS -> AgentFailure.RATE_LIMIT;
      case OVERLOADED -> AgentFailure.OVERLOADED;
      case UNAUTHORIZED -> AgentFailure.NOT_LOGGED_IN;
      case FORBIDDEN -> AgentFailure.PERMISSION_REFUSED;
      case REQUEST_TIMEOUT -> AgentFailure.CONNECTION;
      case TOO_LARGE -> AgentFailure.TOKEN_LIMIT;
      default -> {
        if (status >= FIRST_SERVER_ERROR) {
          yield AgentFailure.SERVER_ERROR;
        }
        boolean refused = status >= FIRST_CLIENT_ERROR;
        yield TOKENS.matcher(text).find()
            ? AgentFailure.TOKEN_LIMIT
            : refused ? AgentFailure.INVALID_REQUEST : AgentFailure.AGENT_ERROR;
      }
    };
  }

  private static AgentFailure ofWords(JsonNode result, String text, String apiError) {
    if ("authentication_failed".equals(apiError) || LOGIN.matcher(text).find()) {
      return AgentFailure.NOT_LOGGED_IN;
    }
    if (TOKENS.matcher(text).find()) {
      return AgentFailure.TOKEN_LIMIT;
    }
    if ("rate_limit".equals(apiError) || LIMIT.matcher(text).find()) {
      return AgentFailure.RATE_LIMIT;
    }
    boolean ofTheApi = result.path("terminal_reason").asString("").equals("api_error");
    boolean connection =
        result.path("api_error").asString("").contains("connection")
            || NO_CONNECTION.matcher(text).find();
    if (connection && (ofTheApi || text.contains("api error"))) {
      return AgentFailure.CONNECTION;
    }
    return "server_error".equals(apiError) ? AgentFailure.SERVER_ERROR : AgentFailure.AGENT_ERROR;
  }

  private static Double retryAfter(String message, ApiRetry lastRetry) {
    Double told = RetryTime.secondsIn(message, Clock.system(ZoneId.systemDefault())).orElse(null);
    if (told != null) {
      return told;
    }
    return lastRetry == null ? null : lastRetry.delayMillis() / 1000.0;
  }
}
