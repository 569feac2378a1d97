package dev.ccexecutor.protocol.client;

import dev.ccexecutor.protocol.jsonrpc.ErrorKind;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/** The server answered a request with an error. It is an answer, so it has no stack trace. */
public final class RemoteErrorException extends Exception {

  private static final long serialVersionUID = 1;

  private final int code;
  private final transient JsonNode data;

  private RemoteErrorException(int code, String message, JsonNode data) {
    super(message, null, false, false);
    this.code = code;
    this.data = data;
  }

  /** Takes the {@code error} member of an answer. */
  static RemoteErrorException of(JsonNode error) {
    return new RemoteErrorException(
        error.path("code").asInt(0), error.path("message").asString(""), error.path("data"));
  }

  /** The {@code error.code}; see {@link ErrorKind}. */
  public int code() {
    return code;
  }

  /** The {@code data.kind}, or an empty string where there is none. */
  public String kind() {
    return data().path("kind").asString("");
  }

  /** The {@code error.data}; never null, but a missing node where there is none. */
  public JsonNode data() {
    return data == null ? MissingNode.getInstance() : data;
  }
}
