package dev.ccexecutor.protocol.jsonrpc;

import dev.ccexecutor.protocol.jsonrpc.JsonRpcMessage.Invalid;
import dev.ccexecutor.protocol.jsonrpc.JsonRpcMessage.Notification;
import dev.ccexecutor.protocol.jsonrpc.JsonRpcMessage.Request;
import dev.ccexecutor.protocol.jsonrpc.JsonRpcMessage.Response;
import tools.jackson.databind.JsonNode;

/** Tells what message a JSON value is. */
final class JsonRpcMessageParser {

  private static final int MAX_ID_LENGTH = 256;
  private static final String VERSION = "2.0";

  private final boolean strict;

  JsonRpcMessageParser(boolean strict) {
    this.strict = strict;
  }

  JsonRpcMessage parse(JsonNode value) {
    if (!value.isObject()) {
      return invalid(null, "a message is an object");
    }
    if (strict && value.has("method") && value.path("id").isNull()) {
      return invalid(null, "id must not be null");
    }
    JsonNode id = idOf(value);
    if (id != null && !isId(id)) {
      String message =
          "id must be a number, or a string of at most " + MAX_ID_LENGTH + " characters";
      return invalid(null, message);
    }
    if (!hasKnownVersion(value)) {
      return invalid(id, "jsonrpc must be \"2.0\"");
    }
    return value.has("method") ? call(id, value) : response(id, value);
  }

  static Invalid invalid(JsonNode id, String reason) {
    String message = ErrorKind.INVALID_REQUEST.defaultMessage() + ": " + reason;
    return new Invalid(id, JsonRpcError.of(ErrorKind.INVALID_REQUEST, message));
  }

  private static JsonRpcMessage call(JsonNode id, JsonNode value) {
    JsonNode method = value.get("method");
    JsonNode params = value.get("params");
    if (!method.isString()) {
      return invalid(id, "method must be a string");
    }
    if (params != null && !params.isContainer()) {
      return invalid(id, "params must be an object or an array");
    }
    return id == null
        ? new Notification(method.stringValue(), params)
        : new Request(id, method.stringValue(), params);
  }

  private static JsonRpcMessage response(JsonNode id, JsonNode value) {
    if (!value.has("result") && !value.has("error")) {
      return invalid(id, "method is missing");
    }
    return new Response(id, value.get("result"), value.get("error"));
  }

  private static JsonNode idOf(JsonNode value) {
    JsonNode id = value.get("id");
    return id == null || id.isNull() ? null : id;
  }

  private static boolean isId(JsonNode id) {
    return id.isNumber() || (id.isString() && id.stringValue().length() <= MAX_ID_LENGTH);
  }

  /** Clients older than this server send no version at all. */
  private boolean hasKnownVersion(JsonNode value) {
    JsonNode version = value.get("jsonrpc");
    return version == null
        ? !strict
        : (version.isString() && version.stringValue().equals(VERSION));
  }
}
