package dev.ccexecutor.server.cli.client;

import dev.ccexecutor.protocol.jsonrpc.Json;
import java.util.Map;

/** What a command has found out, on stdout. */
final class Answer {
  private Answer() {}

  /** One JSON document on a line. */
  static void json(Invocation invocation, Object document) {
    text(invocation, Json.MAPPER.writeValueAsString(document));
  }

  /** On stderr, and where JSON is wanted, as a document too. */
  static void failure(Invocation invocation, Outcome outcome) {
    invocation.say(outcome.message());
    if (invocation.request().wantsJson()) {
      Map<String, Object> error =
          Map.of("exit_code", outcome.exitCode(), "message", outcome.message());
      json(invocation, Map.of("error", error));
    }
  }

  static void text(Invocation invocation, String line) {
    invocation.out().println(line);
    invocation.out().flush();
  }
}
