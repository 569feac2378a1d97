package dev.ccexecutor.server.mcp.tool;

import dev.ccexecutor.server.mcp.executor.ExecutorException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a tool was called with. That it holds to the tool's schema was seen to before; a null counts
 * as not given.
 */
record Arguments(ObjectNode json) {
  boolean has(String name) {
    return !json.path(name).isMissingNode() && !json.path(name).isNull();
  }

  Optional<String> text(String name) {
    return has(name) ? Optional.of(json.get(name).asString()) : Optional.empty();
  }

  String required(String name) throws ExecutorException {
    return text(name).orElseThrow(() -> new ExecutorException(name + " is missing."));
  }

  /** A text that can go as UTF-8, as that; empty if there is none. */
  byte[] utf8(String name) throws ExecutorException {
    String text = text(name).orElse("");
    // Java would write '?' in its place: not what was asked for.
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
      throw new ExecutorException(name + " must not contain half of a surrogate pair.");
    }
    return text.getBytes(StandardCharsets.UTF_8);
  }

  double number(String name, double otherwise) {
    return has(name) ? json.get(name).asDouble() : otherwise;
  }

  /** A number without a fraction. */
  long integer(String name, long otherwise) {
    return has(name) ? json.get(name).asLong() : otherwise;
  }

  boolean flag(String name, boolean otherwise) {
    return has(name) ? json.get(name).asBoolean() : otherwise;
  }

  List<String> texts(String name) {
    List<String> all = new ArrayList<>();
    json.path(name).forEach(one -> all.add(one.asString()));
    return all;
  }

  /** In the order given; a null stays one. */
  Map<String, String> map(String name) {
    Map<String, String> all = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : json.path(name).properties()) {
      all.put(entry.getKey(), entry.getValue().isNull() ? null : entry.getValue().asString());
    }
    return all;
  }
}
