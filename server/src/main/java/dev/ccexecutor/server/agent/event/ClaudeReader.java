package dev.ccexecutor.server.agent.event;

import dev.ccexecutor.protocol.execution.ProcessCompleted;
import dev.ccexecutor.protocol.execution.StreamType;
import dev.ccexecutor.server.agent.AgentFailure;
import dev.ccexecutor.server.agent.AgentListener;
import dev.ccexecutor.server.agent.AgentReader;
import dev.ccexecutor.server.agent.AgentReading;
import dev.ccexecutor.server.agent.AgentReading.EventCounts;
import dev.ccexecutor.server.agent.AgentReading.Figures;
import dev.ccexecutor.server.agent.ApiRetry;
import dev.ccexecutor.server.agent.FailureReport;
import java.nio.charset.StandardCharsets;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Reads the events of {@code claude}: JSON objects, one a line, whose members come in any order. It
 * takes what it knows, and leaves the rest alone. For one thread.
 */
final class ClaudeReader implements AgentReader {
  /** Of one event. Tools may return whole files; more than that is left out, and told. */
  static final int MAX_LINE_BYTES = 16 << 20;

  private static final int PARTIAL_TEXT_BYTES = 1 << 20;
  private static final int DIAGNOSTICS_BYTES = 16 << 10;
  private static final int SHOWN_LINE_BYTES = 2048;

  private final AgentListener listener;
  private final LineBuffer lines = new LineBuffer(MAX_LINE_BYTES, this::line);
  private final TextTail partialText = new TextTail(PARTIAL_TEXT_BYTES);
  private final TextTail diagnostics = new TextTail(DIAGNOSTICS_BYTES);

  private JsonNode result;
  private String sessionId;
  private String model;

  /** What the newest message of an error says it is, in a word; null if there was none. */
  private String apiError;

  private ApiRetry lastRetry;
  private long events;
  private long notJson;
  private long apiRetries;
  private boolean cutOff;

  ClaudeReader(AgentListener listener) {
    this.listener = listener;
  }

  @Override
  public void accept(StreamType stream, byte[] bytes) {
    if (stream == StreamType.STDERR) {
      diagnostics.append(bytes);
    } else {
      lines.accept(bytes);
    }
  }

  @Override
  public AgentReading finish(ProcessCompleted end) {
    readRest();
    FailureReport failure = failure(end);
    JsonNode text = result == null ? null : result.get("result");
    return new AgentReading(
        failure == null && text != null ? text.asString("") : null,
        failure == null || partialText.isEmpty() ? null : partialText.text(),
        failure,
        sessionId,
        model,
        figures(),
        new EventCounts(events, notJson, lines.tooLongLines(), apiRetries),
        diagnostics.isEmpty() ? null : diagnostics.text());
  }

  /** The last line may lack its line feed; it counts if it is whole nevertheless. */
  private void readRest() {
    cutOff = lines.restIsTooLong();
    byte[] rest = lines.takeRest();
    if (rest.length == 0) {
      return;
    }
    JsonNode event = parse(rest);
    if (event != null) {
      event(event);
    } else if (rest[0] == '{') {
      cutOff = true;
    } else {
      noEvent(rest);
    }
  }

  private void line(byte[] line) {
    if (line.length == 0) {
      return;
    }
    JsonNode event = parse(line);
    if (event == null) {
      noEvent(line);
    } else {
      event(event);
    }
  }

  private static JsonNode parse(byte[] line) {
    try {
      JsonNode node = AgentJson.MAPPER.readTree(line);
      return node.isObject() ? node : null;
    } catch (JacksonException notJson) {
      return null; // Whatever its program prints there; the caller counts and keeps it.
    }
  }

  private void noEvent(byte[] line) {
    notJson++;
    String text = new String(line, StandardCharsets.UTF_8);
    diagnostics.append(
        text.length() <= SHOWN_LINE_BYTES ? text : text.substring(0, SHOWN_LINE_BYTES) + "…");
    diagnostics.append("\n");
  }

  private void event(JsonNode event) {
    events++;
    String type = event.path("type").asString("");
    String subtype = event.path("subtype").asString("");
    switch (type) {
      case "system" -> system(event, subtype);
      case "assistant" -> assistant(event);
      case "result" -> result = event;
      default -> {
        // Of no interest here; the transcript has it.
      }
    }
    if (event.path("session_id").isString()) {
      sessionId = event.path("session_id").asString();
    }
    listener.onEvent(subtype.isEmpty() ? type : type + "/" + subtype, events);
  }

  private void system(JsonNode event, String subtype) {
    if (subtype.equals("init")) {
      model = event.path("model").asString(model);
    } else if (subtype.equals("api_retry")) {
      apiRetries++;
      JsonNode status = event.path("error_status");
      lastRetry =
          new ApiRetry(
              event.path("attempt").asInt(0),
              event.path("max_retries").asInt(0),
              event.path("retry_delay_ms").asLong(0),
              status.isInt() ? status.asInt() : null,
              event.path("error").asString(""));
      listener.onApiRetry(lastRetry);
    }
  }

  private void assistant(JsonNode event) {
    if (event.path("error").isString()) {
      apiError = event.path("error").asString();
    }
    for (JsonNode block : event.path("message").path("content")) {
      if (block.path("type").asString("").equals("text")) {
        partialText.append((partialText.isEmpty() ? "" : "\n") + block.path("text").asString(""));
      }
    }
  }

  private FailureReport failure(ProcessCompleted end) {
    FailureReport said =
        result == null ? null : ClaudeFailures.ofResult(result, apiError, lastRetry);
    // Half an event behind a success may have been the result that counts: the last one does.
    if (result != null && (said != null || !cutOff)) {
      return said;
    }
    if (cutOff) {
      String what =
          lines.tooLongLines() > 0
              ? "an event is longer than " + MAX_LINE_BYTES + " bytes"
              : "the output ends in the middle of an event";
      return FailureReport.of(
          AgentFailure.TRUNCATED_OUTPUT, what + ", and there is no result behind it");
    }
    if (lines.tooLongLines() > 0) {
      return FailureReport.of(
          AgentFailure.TRUNCATED_OUTPUT,
          "an event was longer than " + MAX_LINE_BYTES + " bytes, and no result was read");
    }
    return MissingResult.report(end, events, diagnostics.text());
  }

  private Figures figures() {
    if (result == null) {
      return null;
    }
    return new Figures(
        result.path("num_turns").isInt() ? result.path("num_turns").asInt() : null,
        orNull(result.get("total_cost_usd")),
        millis("duration_ms"),
        millis("duration_api_ms"),
        orNull(result.get("usage")),
        orNull(result.get("permission_denials")),
        orNull(result.get("structured_output")));
  }

  private Long millis(String member) {
    JsonNode value = result.path(member);
    return value.isIntegralNumber() && value.canConvertToLong() ? value.asLong() : null;
  }

  private static JsonNode orNull(JsonNode node) {
    return node == null || node.isNull() ? null : node;
  }
}
