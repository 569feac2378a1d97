package dev.ccexecutor.protocol.jsonrpc;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * The {@code error} member of an answer.
 *
 * @param kind what it is, and so its code
 * @param message for people
 * @param data for programs, in the order in which it was added; always bears {@code "kind"}
 */
public record JsonRpcError(ErrorKind kind, String message, Map<String, Object> data) {

  private static final String KIND = "kind";
  private static final int MAX_FIELD_LENGTH = 100;

  public JsonRpcError {
    Objects.requireNonNull(message, "message");
    Map<String, Object> members = new LinkedHashMap<>();
    members.put(KIND, kind.kind());
    members.putAll(data);
    members.put(KIND, kind.kind());
    data = Collections.unmodifiableMap(members);
  }

  /** An error of which nothing more is to be said. */
  public static JsonRpcError of(ErrorKind kind) {
    return of(kind, kind.defaultMessage());
  }

  /** An error with a message of its own. */
  public static JsonRpcError of(ErrorKind kind, String message) {
    return new JsonRpcError(kind, message, Map.of());
  }

  /**
   * A parameter is wrong.
   *
   * @param field the way to it, such as {@code argv[1]}; cut where it is very long
   * @param message what it must be; the field is put before it
   */
  public static JsonRpcError invalidParams(String field, String message) {
    String shown =
        field.length() <= MAX_FIELD_LENGTH ? field : field.substring(0, MAX_FIELD_LENGTH) + "…";
    return of(ErrorKind.INVALID_PARAMS, shown + ": " + message).with("field", shown);
  }

  /** No such execution, or none that still runs. */
  public static JsonRpcError executionNotFound(String message) {
    return of(ErrorKind.EXECUTION_NOT_FOUND, message);
  }

  /** The server has no method of this name. */
  public static JsonRpcError methodNotFound(String method) {
    String shown =
        method.length() <= MAX_FIELD_LENGTH ? method : method.substring(0, MAX_FIELD_LENGTH) + "…";
    return of(ErrorKind.METHOD_NOT_FOUND, "Unknown method: " + shown);
  }

  /** The same error with one more member in its data; a null value adds nothing. */
  public JsonRpcError with(String key, Object value) {
    if (value == null) {
      return this;
    }
    Map<String, Object> members = new LinkedHashMap<>(data);
    members.put(key, value);
    return new JsonRpcError(kind, message, members);
  }

  /** To leave a method with this error as its answer. */
  public JsonRpcException asException() {
    return new JsonRpcException(this);
  }
}
