package dev.ccexecutor.server.mcp.message;

import dev.ccexecutor.protocol.jsonrpc.JsonRpcError;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Why a request has no result.
 *
 * @param code JSON-RPC's, or one of the constants here
 * @param message for people and models
 * @param data for programs; null for none
 * @param httpStatus of an answer over HTTP that is not a stream yet, in the modern era
 */
public record McpError(int code, String message, JsonNode data, int httpStatus) {
  public static final int PARSE_ERROR = -32700;
  public static final int INVALID_REQUEST = -32600;
  public static final int METHOD_NOT_FOUND = -32601;
  public static final int INVALID_PARAMS = -32602;
  public static final int INTERNAL_ERROR = -32603;

  /** What the server decides: no session, too many requests. */
  public static final int REFUSED = -32000;

  /** A session that is unknown, or has ended; over HTTP with status 404. */
  public static final int UNKNOWN_SESSION = -32001;

  /** No such resource, in the era before. */
  public static final int RESOURCE_NOT_FOUND = -32002;

  /** A header says something else than the body. */
  public static final int HEADER_MISMATCH = -32020;

  /** {@code data.requiredCapabilities} says what the client would have to be able to do. */
  public static final int MISSING_CAPABILITY = -32021;

  /** {@code data.supported} and {@code data.requested}. */
  public static final int UNSUPPORTED_VERSION = -32022;

  private static final int OK = 200;
  private static final int BAD_REQUEST = 400;
  private static final int NOT_FOUND = 404;

  /** An error that comes with status 200 over HTTP. */
  public static McpError of(int code, String message) {
    return new McpError(code, message, null, OK);
  }

  public static McpError invalidParams(String message) {
    return of(INVALID_PARAMS, message);
  }

  /** The name is a client's and is shown in part only. */
  public static McpError methodNotFound(String method) {
    return of(METHOD_NOT_FOUND, JsonRpcError.methodNotFound(method).message())
        .withHttpStatus(NOT_FOUND);
  }

  /** The client lacks what a request takes. */
  public static McpError missingCapability(ObjectNode requiredCapabilities) {
    ObjectNode data = JsonNodeFactory.instance.objectNode();
    data.set("requiredCapabilities", requiredCapabilities);
    return of(MISSING_CAPABILITY, "the client lacks a capability that this request takes")
        .withData(data)
        .withHttpStatus(BAD_REQUEST);
  }

  public McpError withData(JsonNode other) {
    return new McpError(code, message, other, httpStatus);
  }

  public McpError withHttpStatus(int status) {
    return new McpError(code, message, data, status);
  }

  /** To leave a method with this as its answer. */
  public McpException asException() {
    return new McpException(this);
  }
}
