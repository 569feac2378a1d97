package dev.ccexecutor.server.mcp.engine;

import dev.ccexecutor.server.mcp.feature.Catalog;
import dev.ccexecutor.server.mcp.feature.Resources;
import dev.ccexecutor.server.mcp.message.McpError;
import dev.ccexecutor.server.mcp.message.McpException;
import dev.ccexecutor.server.mcp.message.McpWriter;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Has clients told of what changes, in the ways of both eras. */
final class SubscriptionMethods {
  private final Catalog catalog;

  SubscriptionMethods(Catalog catalog) {
    this.catalog = catalog;
  }

  /** The legacy way: one resource, until the conversation ends. */
  ObjectNode subscribe(McpCall call) throws McpException, InterruptedException {
    String uri = call.text("uri");
    Conversation conversation = call.conversation();
    Watches watches = conversation.watches();
    if (!watches.contains(uri)) {
      if (watches.size() >= call.engine().limits().subscriptions()) {
        throw McpError.of(McpError.REFUSED, "too many subscriptions: end some").asException();
      }
      watches.add(uri, watch(call, uri, () -> told(conversation, uri)));
    }
    return JsonNodeFactory.instance.objectNode();
  }

  private Resources.Watch watch(McpCall call, String uri, Runnable onUpdated)
      throws McpException, InterruptedException {
    Optional<Resources.Watch> watch =
        catalog.resources().isPresent()
            ? catalog.resources().get().watch(uri, call.caller(), onUpdated)
            : Optional.empty();
    return watch.orElseThrow(() -> ResourceMethods.unknown(call.era(), uri));
  }

  private static void told(Conversation conversation, String uri) {
    conversation
        .notices()
        .add(
            "resource " + uri,
            () ->
                Optional.of(
                    McpWriter.notification(
                        "notifications/resources/updated",
                        JsonNodeFactory.instance.objectNode().put("uri", uri))));
  }

  ObjectNode unsubscribe(McpCall call) throws McpException {
    call.conversation().watches().remove(call.text("uri"));
    return JsonNodeFactory.instance.objectNode();
  }

  /** The modern way: a request that stays open, and ends only with the server or its client. */
  ObjectNode listen(McpCall call) throws McpException, InterruptedException {
    ListenFilter filter = ListenFilter.of(call);
    try (Listening listening = new Listening(call, filter)) {
      listening.begin(catalog);
      call.endWithServer();
      call.engine().closing().get();
    } catch (ExecutionException impossible) {
      throw new IllegalStateException("closing never fails", impossible);
    }
    return Listening.tagged(call, JsonNodeFactory.instance.objectNode());
  }
}
