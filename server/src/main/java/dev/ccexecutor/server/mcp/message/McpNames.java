package dev.ccexecutor.server.mcp.message;

import java.util.List;

/** Names that both ends go by. */
public final class McpNames {
  private static final String PREFIX = "io.modelcontextprotocol/";

  /** In a modern request's {@code _meta}. */
  public static final String PROTOCOL_VERSION = PREFIX + "protocolVersion";

  /** In a modern request's {@code _meta}. */
  public static final String CLIENT_CAPABILITIES = PREFIX + "clientCapabilities";

  /** In a modern request's {@code _meta}: the least level of log messages that are wanted. */
  public static final String LOG_LEVEL = PREFIX + "logLevel";

  /** In a modern result's {@code _meta}. */
  public static final String SERVER_INFO = PREFIX + "serverInfo";

  /** In the {@code _meta} of what a {@code subscriptions/listen} brings. */
  public static final String SUBSCRIPTION_ID = PREFIX + "subscriptionId";

  /** The extension of long calls. */
  public static final String TASKS = PREFIX + "tasks";

  /** In the {@code _meta} of what belongs to a task of the era before. */
  public static final String RELATED_TASK = PREFIX + "related-task";

  /** What is spoken without sessions, the newest first. */
  public static final List<String> MODERN_VERSIONS = List.of("2026-07-28");

  /** What is spoken in sessions, the newest first. */
  public static final List<String> LEGACY_VERSIONS =
      List.of("2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05");

  private McpNames() {}
}
