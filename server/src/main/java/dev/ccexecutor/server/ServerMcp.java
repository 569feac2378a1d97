package dev.ccexecutor.server;

import dev.ccexecutor.server.config.ProductVersion;
import dev.ccexecutor.server.config.ServerConfig;
import dev.ccexecutor.server.mcp.engine.McpEngine;
import dev.ccexecutor.server.mcp.engine.ServerIdentity;
import dev.ccexecutor.server.mcp.feature.Catalog;
import dev.ccexecutor.server.mcp.tool.ExecutorCatalog;
import java.util.Optional;

/** What this server offers to models. */
final class ServerMcp {
  private static final ServerIdentity IDENTITY = ServerIdentity.ofProduct(ProductVersion.current());

  private ServerMcp() {}

  /** The tools and resources of the product. */
  static Catalog catalog() {
    return ExecutorCatalog.create();
  }

  /** Empty if there is to be none. */
  static Optional<McpEngine> engine(ServerConfig config, Catalog catalog) {
    return config.mcp() ? Optional.of(new McpEngine(catalog, IDENTITY)) : Optional.empty();
  }
}
