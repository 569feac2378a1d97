package dev.ccexecutor.server.mcp.engine;

import dev.ccexecutor.server.mcp.feature.CallContext;
import dev.ccexecutor.server.mcp.feature.Caller;
import dev.ccexecutor.server.mcp.feature.ListKind;
import dev.ccexecutor.server.mcp.feature.LogLevel;
import dev.ccexecutor.server.mcp.message.Era;
import dev.ccexecutor.server.mcp.message.McpException;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What a call knows that is a task, also when its request and its conversation are over. */
final class TaskContext implements CallContext {
  private final Task task;
  private final CallInput input;
  private final Era era;
  private final Caller caller;
  private final ClientAbilities abilities;
  private final ListListeners listeners;
  private int questions;

  TaskContext(Task task, McpCall call, CallInput input) {
    this.task = task;
    this.input = input;
    this.era = call.era();
    this.caller = call.caller();
    this.abilities = call.abilities();
    this.listeners = call.engine().listeners();
  }

  @Override
  public Era era() {
    return era;
  }

  @Override
  public Caller caller() {
    return caller;
  }

  @Override
  public ObjectNode clientCapabilities() {
    return abilities.capabilities();
  }

  @Override
  public boolean wantsProgress() {
    return true;
  }

  /** The message is what the task's status says. */
  @Override
  public void progress(double progress, Double total, String message) {
    if (message != null) {
      task.tell(message);
    }
  }

  @Override
  public void log(LogLevel level, String logger, JsonNode data) {
    // Log messages belong to a request that is open, and there is none.
  }

  @Override
  public JsonNode ask(String method, ObjectNode params) throws McpException, InterruptedException {
    abilities.requireFor(method);
    String key;
    synchronized (this) {
      questions++;
      key = "ask-" + questions;
    }
    ObjectNode requests = JsonNodeFactory.instance.objectNode();
    requests.putObject(key).put("method", method).set("params", params);
    return task.awaitInput(requests).path(key);
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
  public ObjectNode awaitInput(ObjectNode inputRequests) throws InterruptedException {
    try {
      abilities.requireForAll(inputRequests);
    } catch (McpException lacking) {
      task.fail(lacking.error());
      throw new InterruptedException("the client can't be asked");
    }
    return task.awaitInput(inputRequests);
  }

  @Override
  public boolean isTask() {
    return true;
  }

  @Override
  public void listChanged(ListKind kind) {
    listeners.changed(kind, caller.principal());
  }
}
