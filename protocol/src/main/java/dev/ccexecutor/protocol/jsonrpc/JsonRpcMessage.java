package dev.ccexecutor.protocol.jsonrpc;

import tools.jackson.databind.JsonNode;

/** One element of what a text frame held. */
public sealed interface JsonRpcMessage {

  /**
   * A call that wants an answer.
   *
   * @param id a string or a number, to be echoed as it is
   * @param method any string
   * @param params an object or an array, or null where there were none
   */
  record Request(JsonNode id, String method, JsonNode params) implements JsonRpcMessage {

    /** Without the params, which may hold secrets: this may end up in a log. */
    @Override
    public String toString() {
      return "Request[id=" + id + ", method=" + method + "]";
    }
  }

  /**
   * A call that must not be answered, not even with an error.
   *
   * @param method any string
   * @param params an object or an array, or null where there were none
   */
  record Notification(String method, JsonNode params) implements JsonRpcMessage {

    /** Without the params, which may hold secrets: this may end up in a log. */
    @Override
    public String toString() {
      return "Notification[method=" + method + "]";
    }
  }

  /**
   * An answer of the other end's.
   *
   * @param id a string or a number, or null: the other end could not tell what it answers
   * @param result null if there was none
   * @param error null if there was none
   */
  record Response(JsonNode id, JsonNode result, JsonNode error) implements JsonRpcMessage {}

  /**
   * What is no message, to be answered with an error.
   *
   * @param id of the call as far as it could be told, else null
   * @param error the answer
   */
  record Invalid(JsonNode id, JsonRpcError error) implements JsonRpcMessage {}
}
