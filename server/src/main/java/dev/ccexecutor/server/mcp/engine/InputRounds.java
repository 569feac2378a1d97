package dev.ccexecutor.server.mcp.engine;

import dev.ccexecutor.server.mcp.feature.CallContext;
import dev.ccexecutor.server.mcp.feature.Outcome;
import dev.ccexecutor.server.mcp.message.Era;
import dev.ccexecutor.server.mcp.message.McpError;
import dev.ccexecutor.server.mcp.message.McpException;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Calls of which the client is asked something first. In the modern era a result asks and the
 * client calls again; in the legacy era it is asked meanwhile, so that nobody who offers something
 * has to know which one it is. Any thread.
 */
final class InputRounds {
  private static final int MAX_ROUNDS = 16;

  private final StateSeal seal;

  InputRounds(StateSeal seal) {
    this.seal = seal;
  }

  /** A call as it is made again and again. */
  interface Step {
    Outcome run(CallContext context) throws McpException, InterruptedException;
  }

  /** What comes with a request, held to be what this server gave. */
  CallInput read(McpCall call, String name) throws McpException {
    if (call.era() == Era.LEGACY) {
      return CallInput.none();
    }
    JsonNode responses = call.params().path("inputResponses");
    if (!responses.isMissingNode() && !responses.isObject()) {
      throw McpError.invalidParams("inputResponses must be an object").asException();
    }
    for (var response : responses.properties()) {
      if (!response.getValue().isObject()) {
        throw McpError.invalidParams(
                "inputResponses." + shown(response.getKey()) + " must be an object")
            .asException();
      }
    }
    JsonNode state = call.params().path("requestState");
    if (state.isMissingNode()) {
      return new CallInput(call.object("inputResponses"), Optional.empty());
    }
    return new CallInput(
        call.object("inputResponses"),
        Optional.of(seal.open(owner(call, name), call.text("requestState"))));
  }

  private static String shown(String key) {
    return key.length() <= 100 ? key : key.substring(0, 100) + "…";
  }

  private static StateSeal.Owner owner(McpCall call, String name) {
    return new StateSeal.Owner(call.caller().principal(), call.method(), name);
  }

  /** The result of a call whose client waits. */
  ObjectNode run(McpCall call, String name, Step step) throws McpException, InterruptedException {
    CallInput input = read(call, name);
    for (int round = 0; round < MAX_ROUNDS; round++) {
      RequestContext context = new RequestContext(call, input);
      switch (step.run(context)) {
        case Outcome.Complete(ObjectNode result) -> {
          return result;
        }
        case Outcome.InputRequired required -> {
          if (call.era() == Era.MODERN) {
            return toResult(call, name, required);
          }
          input = ask(context, required);
        }
      }
    }
    throw McpError.of(McpError.INTERNAL_ERROR, "the client is asked without an end").asException();
  }

  private static CallInput ask(RequestContext context, Outcome.InputRequired required)
      throws McpException, InterruptedException {
    ObjectNode responses = JsonNodeFactory.instance.objectNode();
    for (var request : required.inputRequests().properties()) {
      ObjectNode params =
          request.getValue().path("params") instanceof ObjectNode object
              ? object
              : JsonNodeFactory.instance.objectNode();
      String method = request.getValue().path("method").asString("");
      responses.set(request.getKey(), context.ask(method, params));
    }
    return new CallInput(responses, Optional.ofNullable(required.state()));
  }

  /** A modern result that asks. */
  ObjectNode toResult(McpCall call, String name, Outcome.InputRequired required)
      throws McpException {
    call.abilities().requireForAll(required.inputRequests());
    ObjectNode result = JsonNodeFactory.instance.objectNode();
    result.put("resultType", "input_required");
    result.set("inputRequests", required.inputRequests());
    if (required.state() != null) {
      result.put("requestState", seal.seal(owner(call, name), required.state()));
    }
    return result;
  }
}
