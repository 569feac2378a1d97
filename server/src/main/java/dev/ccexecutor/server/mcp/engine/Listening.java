package dev.ccexecutor.server.mcp.engine;

import dev.ccexecutor.server.mcp.feature.Catalog;
import dev.ccexecutor.server.mcp.feature.ListKind;
import dev.ccexecutor.server.mcp.feature.Resources;
import dev.ccexecutor.server.mcp.message.McpException;
import dev.ccexecutor.server.mcp.message.McpNames;
import dev.ccexecutor.server.mcp.message.McpWriter;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** One {@code subscriptions/listen}, while it is open. */
final class Listening implements AutoCloseable {
  private final McpCall call;
  private final ListenFilter filter;
  private final CallOutlet outlet;
  private final Notices notices;
  private final Watches watches = new Watches();
  private final ListListeners.Listener listListener;
  private final Set<ListKind> lists = EnumSet.noneOf(ListKind.class);
  private final List<Runnable> endings = new ArrayList<>();

  Listening(McpCall call, ListenFilter filter) {
    this.call = call;
    this.filter = filter;
    this.outlet = new CallOutlet(call);
    this.notices =
        new Notices(
            outlet, ListKind.values().length + filter.uris().size() + filter.taskIds().size());
    this.listListener = new ListListeners.Listener(call.caller().principal(), this::listChanged);
  }

  /**
   * Watches first and says so then, so that nothing is missed from the acknowledgement on; what
   * happens before it waits until it is out.
   */
  void begin(Catalog catalog) throws McpException, InterruptedException {
    ObjectNode honored = JsonNodeFactory.instance.objectNode();
    watchLists(catalog, honored);
    watchResources(catalog, honored);
    watchTasks(honored);
    ObjectNode params = JsonNodeFactory.instance.objectNode();
    params.set("notifications", honored);
    call.send(
        McpWriter.notification("notifications/subscriptions/acknowledged", tagged(call, params)));
    outlet.open();
  }

  private void watchLists(Catalog catalog, ObjectNode honored) {
    for (ListKind kind : filter.lists()) {
      boolean offered =
          switch (kind) {
            case TOOLS -> true;
            case PROMPTS -> !catalog.prompts().isEmpty();
            case RESOURCES -> catalog.resources().isPresent();
          };
      if (offered) {
        lists.add(kind);
        honored.put(kind.filter(), true);
      }
    }
    call.engine().listeners().add(listListener);
  }

  private void watchResources(Catalog catalog, ObjectNode honored)
      throws McpException, InterruptedException {
    ArrayNode watched = JsonNodeFactory.instance.arrayNode();
    for (String uri : filter.uris()) {
      Optional<Resources.Watch> watch =
          catalog.resources().isPresent()
              ? catalog.resources().get().watch(uri, call.caller(), () -> updated(uri))
              : Optional.empty();
      watch.ifPresent(
          one -> {
            watches.add(uri, one);
            watched.add(uri);
          });
    }
    if (!watched.isEmpty()) {
      honored.set("resourceSubscriptions", watched);
    }
  }

  /** Each is told as it is at once, since it may have ended before it was listened to. */
  private void watchTasks(ObjectNode honored) {
    ArrayNode watched = JsonNodeFactory.instance.arrayNode();
    String principal = call.caller().principal();
    for (String id : filter.taskIds()) {
      TaskStore tasks = call.engine().tasks();
      Optional<Task> found = tasks.find(principal, id);
      if (found.isPresent()) {
        Task task = found.get();
        Runnable listener =
            () ->
                notices.add(
                    "task " + id,
                    () ->
                        tasks
                            .find(principal, id)
                            .map(
                                now ->
                                    McpWriter.notification(
                                        "notifications/tasks",
                                        tagged(call, TaskView.detailed(now)))));
        task.listen(listener);
        endings.add(() -> task.removeListener(listener));
        watched.add(id);
        listener.run();
      }
    }
    if (!watched.isEmpty()) {
      honored.set("taskIds", watched);
    }
  }

  private void listChanged(ListKind kind) {
    if (lists.contains(kind)) {
      add(kind, kind.notification(), JsonNodeFactory.instance.objectNode());
    }
  }

  private void updated(String uri) {
    add(
        "resource " + uri,
        "notifications/resources/updated",
        JsonNodeFactory.instance.objectNode().put("uri", uri));
  }

  private void add(Object thing, String method, ObjectNode params) {
    notices.add(thing, () -> Optional.of(McpWriter.notification(method, tagged(call, params))));
  }

  /** The same params or result, with the id of what brings it. */
  static ObjectNode tagged(McpCall call, ObjectNode params) {
    ObjectNode copy = JsonNodeFactory.instance.objectNode();
    copy.setAll(params);
    copy.putObject("_meta").set(McpNames.SUBSCRIPTION_ID, call.id());
    return copy;
  }

  @Override
  public void close() {
    call.engine().listeners().remove(listListener);
    notices.close();
    watches.close();
    endings.forEach(Runnable::run);
  }
}
