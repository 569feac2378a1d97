package dev.ccexecutor.server.mcp.feature;

import dev.ccexecutor.server.mcp.message.McpException;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a model can read. All methods are called on virtual threads that may wait, and that are
 * interrupted if nobody waits for them any more.
 */
public interface Resources {
  /**
   * One page of the list.
   *
   * @param cursor of the page before; empty for the first
   * @throws McpException {@code INVALID_PARAMS} for a cursor that is none
   */
  Page list(Caller caller, Optional<String> cursor) throws McpException, InterruptedException;

  /**
   * A page.
   *
   * @param resources as {@code resources/list} has them
   * @param nextCursor empty for the last page
   */
  record Page(List<ObjectNode> resources, Optional<String> nextCursor) {
    public Page {
      resources = List.copyOf(resources);
    }
  }

  /** As {@code resources/templates/list} has them. */
  List<ObjectNode> templates();

  /**
   * What is in a resource, as {@code resources/read} has it.
   *
   * @return empty if there is none of this URI
   */
  Optional<ArrayNode> read(String uri, CallContext context)
      throws McpException, InterruptedException;

  /**
   * Has a listener told when a resource changes.
   *
   * @param onUpdated called on any thread, as often as there is something new; must not wait
   * @return ends it; empty if there is no such resource
   */
  Optional<Watch> watch(String uri, Caller caller, Runnable onUpdated)
      throws McpException, InterruptedException;

  /** Is told of changes until it is closed. Closing does not wait. */
  interface Watch extends AutoCloseable {
    @Override
    void close();
  }

  /** Values for a template's variable that begin so; empty where none are known. */
  default List<String> complete(String uriTemplate, String variable, String prefix, Caller caller)
      throws McpException, InterruptedException {
    return List.of();
  }
}
