package dev.ccexecutor.server.mcp.engine;

import dev.ccexecutor.server.mcp.feature.CallContext;
import dev.ccexecutor.server.mcp.feature.Caller;
import dev.ccexecutor.server.mcp.feature.ListKind;
import dev.ccexecutor.server.mcp.feature.LogLevel;
import dev.ccexecutor.server.mcp.message.Era;
import dev.ccexecutor.server.mcp.message.McpError;
import dev.ccexecutor.server.mcp.message.McpException;
import dev.ccexecutor.server.mcp.message.McpNames;
import dev.ccexecutor.server.mcp.message.McpWriter;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What a call knows whose client waits for its answer. */
final class RequestContext implements CallContext {
  private final McpCall call;
  private final CallInput input;
  private final JsonNode progressToken;
  private final Optional<LogLevel> leastLevel;
  private double lastProgress = Double.NEGATIVE_INFINITY;

  RequestContext(McpCall call, CallInput input) throws McpException {
    this.call = call;
    this.input = input;
    this.progressToken = call.params().path("_meta").path("progressToken");
    this.leastLevel =
        call.era() == Era.LEGACY
            ? Optional.of(call.conversation().leastLevel())
            : LogLevels.ofRequest(call.params().path("_meta").path(McpNames.LOG_LEVEL));
  }

  @Override
  public Era era() {
    return call.era();
  }

  @Override
  public Caller caller() {
    return call.caller();
  }

  @Override
  public ObjectNode clientCapabilities() {
    return call.abilities().capabilities();
  }

  @Override
  public boolean wantsProgress() {
    return progressToken.isString() || progressToken.isNumber();
  }

  @Override
  public synchronized void progress(double progress, Double total, String message) {
    if (!wantsProgress() || !call.isWritable()) {
      return;
    }
    lastProgress = progress > lastProgress ? progress : Math.nextUp(lastProgress);
    ObjectNode told = JsonNodeFactory.instance.objectNode();
    told.set("progressToken", progressToken);
    told.put("progress", lastProgress);
    if (total != null) {
      told.put("total", total);
    }
    if (message != null) {
      told.put("message", message);
    }
    call.send(McpWriter.notification("notifications/progress", told));
  }

  @Override
  public void log(LogLevel level, String logger, JsonNode data) {
    boolean wanted = leastLevel.isPresent() && level.compareTo(leastLevel.get()) >= 0;
    if (!wanted || !call.isWritable()) {
      return;
    }
    ObjectNode told = JsonNodeFactory.instance.objectNode();
    told.put("level", level.wireName());
    if (logger != null) {
      told.put("logger", logger);
    }
    told.set("data", data);
    call.send(McpWriter.notification("notifications/message", told));
  }

  @Override
  public JsonNode ask(String method, ObjectNode params) throws McpException, InterruptedException {
    if (call.era() == Era.MODERN) {
      throw McpError.of(McpError.INTERNAL_ERROR, "this client is asked by a result").asException();
    }
    call.abilities().requireFor(method);
    return call.conversation().questions().ask(method, params, call::send);
  }

  @Override
  public ObjectNode inputResponses() {
    return input.responses();
  }

  @Override
  public Optional<JsonNode> requestState() {
    return input.state();
  }

  @Override
  public ObjectNode awaitInput(ObjectNode inputRequests) {
    throw new IllegalStateException("this call is no task");
  }

  @Override
  public boolean isTask() {
    return false;
  }

  @Override
  public void listChanged(ListKind kind) {
    call.engine().listeners().changed(kind, caller().principal());
  }
}
