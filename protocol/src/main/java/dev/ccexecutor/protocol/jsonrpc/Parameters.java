package dev.ccexecutor.protocol.jsonrpc;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.InputCoercionException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.exc.JsonNodeException;
import tools.jackson.databind.exc.MismatchedInputException;

/** Binds the {@code params} of a message to the record that a method takes. */
public final class Parameters {

  private Parameters() {}

  /**
   * Binds named parameters. Members that the record does not have are ignored.
   *
   * @param params the object that came, or null for none, which counts as an empty one
   * @param type a record; its constructor may throw {@link InvalidParameterException}
   * @throws JsonRpcException {@link ErrorKind#INVALID_PARAMS}, with {@code data.field}; never with
   *     the value itself, which may be a secret
   */
  public static <T> T bind(JsonNode params, Class<T> type) throws JsonRpcException {
    JsonNode members = params == null ? Json.MAPPER.createObjectNode() : params;
    if (!members.isObject()) {
      String message = "parameters have names here: an object is wanted, not a list";
      throw JsonRpcError.invalidParams("params", message).asException();
    }
    try {
      return Json.MAPPER.treeToValue(members, type);
    } catch (JacksonException e) {
      throw errorOf(e).asException();
    }
  }

  private static JsonRpcError errorOf(JacksonException e) {
    String path = pathOf(e.getPath());
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof InvalidParameterException invalid) {
        return JsonRpcError.invalidParams(joined(path, invalid.field()), invalid.getMessage());
      }
    }
    return JsonRpcError.invalidParams(path.isEmpty() ? "params" : path, expectation(e));
  }

  private static String pathOf(List<JacksonException.Reference> references) {
    StringBuilder path = new StringBuilder();
    for (JacksonException.Reference reference : references) {
      if (reference.getPropertyName() == null) {
        path.append('[').append(reference.getIndex()).append(']');
      } else {
        path.append(path.isEmpty() ? "" : ".").append(reference.getPropertyName());
      }
    }
    return path.toString();
  }

  private static String joined(String path, String field) {
    return path.isEmpty() ? field : path + "." + field;
  }

  private static String expectation(JacksonException e) {
    return switch (e) {
      case InputCoercionException outOfRange ->
          "must be " + describe(outOfRange.getTargetType()) + ", and is out of range";
      case MismatchedInputException mismatch -> "must be " + describe(mismatch.getTargetType());
      case JsonNodeException number -> "is out of range";
      default -> "has a value that cannot be used";
    };
  }

  private static String describe(Class<?> type) {
    if (type == null) {
      return "of another type";
    }
    if (type.isEnum()) {
      return Arrays.stream(type.getEnumConstants())
          .map(constant -> constant instanceof WireName wire ? wire.wireName() : constant)
          .map(name -> "\"" + name + "\"")
          .collect(Collectors.joining(", ", "one of ", ""));
    }
    if (type == Boolean.class || type == boolean.class) {
      return "true or false";
    }
    if (Collection.class.isAssignableFrom(type)) {
      return "an array";
    }
    return Map.class.isAssignableFrom(type) || type.isRecord() ? "an object" : scalar(type);
  }

  private static String scalar(Class<?> type) {
    if (type == String.class) {
      return "a string";
    }
    if (type == Double.class || type == double.class) {
      return "a number";
    }
    return type == Integer.class || type == int.class || type == Long.class || type == long.class
        ? "an integer"
        : "of another type";
  }
}
