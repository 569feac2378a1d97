package dev.ccexecutor.server.mcp.engine;

import dev.ccexecutor.server.mcp.feature.ListKind;
import dev.ccexecutor.server.mcp.message.McpError;
import dev.ccexecutor.server.mcp.message.McpException;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * What a {@code subscriptions/listen} wants to hear of.
 *
 * @param lists kinds of lists
 * @param uris resources
 * @param taskIds tasks
 */
record ListenFilter(Set<ListKind> lists, Set<String> uris, Set<String> taskIds) {
  static ListenFilter of(McpCall call) throws McpException {
    JsonNode wanted = call.params().path("notifications");
    if (!wanted.isObject()) {
      throw McpError.invalidParams("notifications must be an object").asException();
    }
    Set<ListKind> lists = EnumSet.noneOf(ListKind.class);
    for (ListKind kind : ListKind.values()) {
      if (wanted.path(kind.filter()).asBoolean(false)) {
        lists.add(kind);
      }
    }
    int limit = call.engine().limits().subscriptions();
    Set<String> uris = strings(wanted, "resourceSubscriptions", limit);
    Set<String> taskIds = strings(wanted, "taskIds", limit);
    if (!taskIds.isEmpty()) {
      call.abilities().requireTasks();
    }
    return new ListenFilter(lists, uris, taskIds);
  }

  private static Set<String> strings(JsonNode wanted, String member, int limit)
      throws McpException {
    JsonNode listed = wanted.path(member);
    Set<String> strings = new LinkedHashSet<>();
    if (!listed.isMissingNode() && !listed.isArray()) {
      throw McpError.invalidParams(member + " must be an array of strings").asException();
    }
    for (JsonNode one : listed) {
      if (!one.isString()) {
        throw McpError.invalidParams(member + " must be an array of strings").asException();
      }
      strings.add(one.stringValue());
    }
    if (strings.size() > limit) {
      throw McpError.invalidParams(member + " has more than " + limit + " members").asException();
    }
    return strings;
  }
}
