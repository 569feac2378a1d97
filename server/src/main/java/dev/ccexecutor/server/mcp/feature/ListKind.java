package dev.ccexecutor.server.mcp.feature;

/** What clients are told of when it changes. */
public enum ListKind {
  TOOLS("notifications/tools/list_changed", "toolsListChanged"),
  PROMPTS("notifications/prompts/list_changed", "promptsListChanged"),
  RESOURCES("notifications/resources/list_changed", "resourcesListChanged");

  private final String notification;
  private final String filter;

  ListKind(String notification, String filter) {
    this.notification = notification;
    this.filter = filter;
  }

  /** The method that says so. */
  public String notification() {
    return notification;
  }

  /** The member of {@code subscriptions/listen} that asks for it. */
  public String filter() {
    return filter;
  }
}
