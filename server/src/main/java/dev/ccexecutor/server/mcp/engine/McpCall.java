package dev.ccexecutor.server.mcp.engine;

import dev.ccexecutor.protocol.jsonrpc.JsonRpcMessage;
import dev.ccexecutor.server.mcp.feature.CallContext;
import dev.ccexecutor.server.mcp.feature.Caller;
import dev.ccexecutor.server.mcp.feature.ListKind;
import dev.ccexecutor.server.mcp.feature.LogLevel;
import dev.ccexecutor.server.mcp.feature.Outcome;
import dev.ccexecutor.server.mcp.message.Era;
import dev.ccexecutor.server.mcp.message.McpError;
import dev.ccexecutor.server.mcp.message.McpException;
import dev.ccexecutor.server.mcp.message.McpNames;
import dev.ccexecutor.server.mcp.message.McpWriter;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** One request, from its arrival to its answer. */
final class McpCall implements CallContext, RunningCall {
  private static final Logger log = LoggerFactory.getLogger(McpCall.class);

  private final McpEngine engine;
  private final Conversation conversation;
  private final JsonRpcMessage.Request request;
  private final ObjectNode params;
  private final Era era;
  private final Exchange exchange;
  private final AtomicBoolean over = new AtomicBoolean();
  private final Runnable onOver;
  private volatile Thread thread;
  private double lastProgress = -1;

  McpCall(
      McpEngine engine,
      Conversation conversation,
      JsonRpcMessage.Request request,
      Era era,
      Exchange exchange,
      Runnable onOver) {
    this.engine = engine;
    this.conversation = conversation;
    this.request = request;
    this.params =
        request.params() instanceof ObjectNode object
            ? object
            : JsonNodeFactory.instance.objectNode();
    this.era = era;
    this.exchange = exchange;
    this.onOver = onOver;
  }

  void start(McpMethod method) {
    thread = Thread.ofVirtual().name("mcp-call").unstarted(() -> run(method));
    thread.start();
  }

  private void run(McpMethod method) {
    try {
      complete(method.call(this));
    } catch (McpException refused) {
      fail(refused.error());
    } catch (InterruptedException canceled) {
      cancel(); // Whoever has interrupted it has done so already.
    } catch (RuntimeException | Error fault) {
      log.atError().addKeyValue("method", request.method()).setCause(fault).log("a call failed");
      fail(McpError.of(McpError.INTERNAL_ERROR, "a fault of the server's; its log says more"));
    }
  }

  private void complete(Outcome outcome) {
    ObjectNode result =
        switch (outcome) {
          case Outcome.Complete(ObjectNode complete) -> complete;
          case Outcome.InputRequired required ->
              throw new IllegalStateException("not yet: " + required.inputRequests().size());
        };
    if (era == Era.MODERN) {
      if (!result.has("resultType")) {
        result.put("resultType", "complete");
      }
      result.withObjectProperty("_meta").set(McpNames.SERVER_INFO, engine.identity().toJson());
    }
    if (over.compareAndSet(false, true)) {
      onOver.run();
      exchange.answer(McpWriter.result(request.id(), result), null);
    }
  }

  void fail(McpError error) {
    if (over.compareAndSet(false, true)) {
      onOver.run();
      exchange.answer(McpWriter.error(request.id(), error), error);
    }
  }

  @Override
  public void cancel() {
    if (over.compareAndSet(false, true)) {
      onOver.run();
      exchange.drop();
      Thread running = thread;
      if (running != null) {
        running.interrupt();
      }
    }
  }

  Conversation conversation() {
    return conversation;
  }

  ObjectNode params() {
    return params;
  }

  @Override
  public Era era() {
    return era;
  }

  @Override
  public Caller caller() {
    return conversation.caller();
  }

  @Override
  public ObjectNode clientCapabilities() {
    return era == Era.MODERN
        ? params.path("_meta").path(McpNames.CLIENT_CAPABILITIES) instanceof ObjectNode object
            ? object
            : JsonNodeFactory.instance.objectNode()
        : conversation.clientCapabilities();
  }

  private JsonNode progressToken() {
    return params.path("_meta").path("progressToken");
  }

  @Override
  public boolean wantsProgress() {
    return !progressToken().isMissingNode();
  }

  @Override
  public synchronized void progress(double progress, Double total, String message) {
    if (!wantsProgress() || over.get() || !exchange.isWritable()) {
      return;
    }
    lastProgress = progress > lastProgress ? progress : Math.nextUp(lastProgress);
    ObjectNode told = JsonNodeFactory.instance.objectNode();
    told.set("progressToken", progressToken());
    told.put("progress", lastProgress);
    if (total != null) {
      told.put("total", total);
    }
    if (message != null) {
      told.put("message", message);
    }
    exchange.send(McpWriter.notification("notifications/progress", told));
  }

  @Override
  public void log(LogLevel level, String logger, JsonNode data) {
    throw new UnsupportedOperationException("not yet");
  }

  @Override
  public JsonNode ask(String method, ObjectNode asked) throws McpException {
    throw new UnsupportedOperationException("not yet");
  }

  @Override
  public ObjectNode inputResponses() {
    return params.path("inputResponses") instanceof ObjectNode object
        ? object
        : JsonNodeFactory.instance.objectNode();
  }

  @Override
  public Optional<JsonNode> requestState() {
    return Optional.empty();
  }

  @Override
  public ObjectNode awaitInput(ObjectNode inputRequests) {
    throw new UnsupportedOperationException("not yet");
  }

  @Override
  public boolean isTask() {
    return false;
  }

  @Override
  public void listChanged(ListKind kind) {
    throw new UnsupportedOperationException("not yet");
  }
}
