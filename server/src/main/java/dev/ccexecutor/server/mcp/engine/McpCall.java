package dev.ccexecutor.server.mcp.engine;

import dev.ccexecutor.protocol.jsonrpc.JsonRpcMessage;
import dev.ccexecutor.server.mcp.feature.Caller;
import dev.ccexecutor.server.mcp.feature.ToolResult;
import dev.ccexecutor.server.mcp.message.Era;
import dev.ccexecutor.server.mcp.message.McpError;
import dev.ccexecutor.server.mcp.message.McpException;
import dev.ccexecutor.server.mcp.message.McpNames;
import dev.ccexecutor.server.mcp.message.McpWriter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * One request, from its arrival to its answer. It is over once: by an answer, or by being dropped.
 * Its thread may go on after that, and counts as long as it does.
 */
final class McpCall implements RunningCall {
  private static final Logger log = LoggerFactory.getLogger(McpCall.class);

  private final McpEngine engine;
  private final Conversation conversation;
  private final JsonRpcMessage.Request request;
  private final ObjectNode params;
  private final Era era;
  private final Exchange exchange;

  /** Keeps to the exchange's rule of one at a time, and decides between answer and drop. */
  private final Object turn = new Object();

  private volatile boolean over;

  /**
   * Its thread is to end. One that is just answering is left alone: an interrupt could cut that.
   */
  private volatile boolean unwanted;

  private volatile Thread thread;
  private volatile boolean endsWithServer;
  private Runnable onDropped = () -> {};

  McpCall(
      McpEngine engine,
      Conversation conversation,
      JsonRpcMessage.Request request,
      Era era,
      Exchange exchange) {
    this.engine = engine;
    this.conversation = conversation;
    this.request = request;
    this.params =
        request.params() instanceof ObjectNode object
            ? object
            : JsonNodeFactory.instance.objectNode();
    this.era = era;
    this.exchange = exchange;
  }

  /** Calls the method on a thread of the call's own. */
  void start(McpMethod method, Runnable onEnd) {
    thread =
        Thread.ofVirtual()
            .name("mcp-call")
            .unstarted(
                () -> {
                  try {
                    run(method);
                  } finally {
                    onEnd.run();
                  }
                });
    thread.start();
    if (unwanted) {
      thread.interrupt(); // Whoever ended it may have come before there was a thread.
    }
  }

  /** Calls the method here. */
  void run(McpMethod method) {
    if (over) {
      return;
    }
    try {
      complete(method.call(this));
    } catch (McpException refused) {
      fail(refused.error());
    } catch (InterruptedException canceled) {
      // Whoever has interrupted it has seen to the answer. A tool that made this up has not.
      fail(McpError.of(McpError.INTERNAL_ERROR, "the call was interrupted"));
    } catch (RuntimeException | Error fault) {
      if (over) {
        log.atDebug().addKeyValue("method", method()).setCause(fault).log("a call failed late");
      } else {
        log.atError().addKeyValue("method", method()).setCause(fault).log("a call failed");
        fail(McpError.of(McpError.INTERNAL_ERROR, "a fault of the server's; its log says more"));
      }
    }
  }

  private void complete(ObjectNode result) {
    byte[] response = McpWriter.result(request.id(), withCommonMembers(result));
    int limit = engine.limits().resultBytes();
    if (response.length <= limit) {
      if (!answer(response, null)) {
        onDropped.run();
      }
      return;
    }
    String text =
        "The result has "
            + response.length
            + " bytes, and at most "
            + limit
            + " are sent. Ask for less at once.";
    if (method().equals("tools/call")) {
      // Models see results, and not errors.
      answer(
          McpWriter.result(request.id(), withCommonMembers(ToolResult.error(text).result())), null);
    } else {
      fail(McpError.of(McpError.REFUSED, text));
    }
  }

  private ObjectNode withCommonMembers(ObjectNode result) {
    if (era == Era.LEGACY) {
      return result;
    }
    ObjectNode copy = JsonNodeFactory.instance.objectNode();
    if (!result.has("resultType")) {
      copy.put("resultType", "complete");
    }
    copy.setAll(result);
    ObjectNode meta = JsonNodeFactory.instance.objectNode();
    if (result.path("_meta") instanceof ObjectNode own) {
      meta.setAll(own);
    }
    meta.set(McpNames.SERVER_INFO, engine.identity().toJson());
    copy.set("_meta", meta);
    return copy;
  }

  void fail(McpError error) {
    answer(McpWriter.error(request.id(), error), error);
  }

  /** Answers, unless it is over. */
  private boolean answer(byte[] response, McpError error) {
    synchronized (turn) {
      if (over) {
        return false;
      }
      over = true;
      conversation.isOver(this);
      exchange.answer(response, error);
      return true;
    }
  }

  @Override
  public void cancel() {
    synchronized (turn) {
      if (over) {
        return;
      }
      over = true;
      conversation.isOver(this);
      exchange.drop();
    }
    interrupt();
  }

  /** Answers it by an error and has it end. */
  void abort(McpError error) {
    if (answer(McpWriter.error(request.id(), error), error)) {
      interrupt();
    }
  }

  private void interrupt() {
    unwanted = true;
    Thread running = thread;
    if (running != null && !running.equals(Thread.currentThread())) {
      running.interrupt();
    }
  }

  /** Sends what belongs to this request, unless it is over. */
  void send(byte[] message) {
    synchronized (turn) {
      if (!over) {
        exchange.send(message);
      }
    }
  }

  boolean isWritable() {
    return !over && exchange.isWritable();
  }

  void whenWritable(Runnable action) {
    exchange.whenWritable(action);
  }

  /** What is to be done if the client does not get the result; for the method. */
  void whenDropped(Runnable action) {
    onDropped = action;
  }

  /** It sees by itself that the server shuts down, and answers then. */
  void endWithServer() {
    endsWithServer = true;
  }

  boolean endsWithServer() {
    return endsWithServer;
  }

  McpEngine engine() {
    return engine;
  }

  Conversation conversation() {
    return conversation;
  }

  JsonNode id() {
    return request.id();
  }

  String method() {
    return request.method();
  }

  ObjectNode params() {
    return params;
  }

  /** A member of the params that has to be a string. */
  String text(String member) throws McpException {
    JsonNode value = params.path(member);
    if (!value.isString()) {
      throw McpError.invalidParams(member + " is missing, or no string").asException();
    }
    return value.stringValue();
  }

  /** A member of the params that is an object, or is not there. */
  ObjectNode object(String member) throws McpException {
    JsonNode value = params.path(member);
    if (value instanceof ObjectNode object) {
      return object;
    }
    if (!value.isMissingNode() && !value.isNull()) {
      throw McpError.invalidParams(member + " must be an object").asException();
    }
    return JsonNodeFactory.instance.objectNode();
  }

  Era era() {
    return era;
  }

  Caller caller() {
    return conversation.caller();
  }

  /** What the client has said it can do. */
  ClientAbilities abilities() {
    if (era == Era.LEGACY) {
      return new ClientAbilities(conversation.clientCapabilities());
    }
    return new ClientAbilities(
        params.path("_meta").path(McpNames.CLIENT_CAPABILITIES) instanceof ObjectNode object
            ? object
            : JsonNodeFactory.instance.objectNode());
  }
}
