package dev.ccexecutor.server.cli.client;

import dev.ccexecutor.protocol.jsonrpc.Json;

/** What a command has found out, on stdout. */
final class Answer {
  private Answer() {}

  /** One JSON document on a line. */
  static void json(Invocation invocation, Object document) {
    text(invocation, Json.MAPPER.writeValueAsString(document));
  }

  static void text(Invocation invocation, String line) {
    invocation.out().println(line);
    invocation.out().flush();
  }
}
