package dev.ccexecutor.server.mcp.engine;

import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What a server calls itself. */
public record ServerIdentity(String name, String title, String version) {
  /** This product, whichever process of it answers. */
  public static ServerIdentity ofProduct(String version) {
    return new ServerIdentity("cc-executor", "CC-Executor", version);
  }

  ObjectNode toJson() {
    return JsonNodeFactory.instance
        .objectNode()
        .put("name", name)
        .put("title", title)
        .put("version", version);
  }
}
