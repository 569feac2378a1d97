package dev.ccexecutor.server.method;

import tools.jackson.databind.JsonNode;

/** Which execution a request is about, for the log. */
final class RequestSubject {
  /** Longer ones are refused. */
  private static final int MAX_ID_LENGTH = 64;

  private RequestSubject() {}

  /** The id in its parameters; null if there is none that could be one. */
  static String of(JsonNode params) {
    String id = params == null ? "" : params.path("execution_id").asString("");
    return id.isEmpty() || id.length() > MAX_ID_LENGTH ? null : id;
  }
}
