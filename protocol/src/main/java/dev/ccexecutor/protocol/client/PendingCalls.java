package dev.ccexecutor.protocol.client;

import dev.ccexecutor.protocol.jsonrpc.JsonRpcMessage.Response;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.NullNode;

/** Requests that wait for their answers, by id. May be used on any thread. */
final class PendingCalls {

  private final Map<Long, CompletableFuture<JsonNode>> futures = new ConcurrentHashMap<>();

  void add(long id, CompletableFuture<JsonNode> future) {
    futures.put(id, future);
  }

  /**
   * Completes the call that this is the answer to.
   *
   * @return false if there is no such call
   */
  boolean complete(Response response) {
    CompletableFuture<JsonNode> future = takeCall(response.id());
    if (future == null) {
      return false;
    }
    if (response.error() != null) {
      future.completeExceptionally(RemoteErrorException.of(response.error()));
    } else {
      future.complete(response.result() == null ? NullNode.getInstance() : response.result());
    }
    return true;
  }

  /** The call could not be sent. Harmless for one that is not pending any more. */
  void fail(long id, ClientException cause) {
    CompletableFuture<JsonNode> future = futures.remove(id);
    if (future != null) {
      future.completeExceptionally(cause);
    }
  }

  /** No answer will come any more. */
  void failAll(ClientException cause) {
    futures.keySet().forEach(id -> fail(id, cause));
  }

  /** Ids of other types are not ours; an answer to what the server could not read has none. */
  private CompletableFuture<JsonNode> takeCall(JsonNode id) {
    return id != null && id.isIntegralNumber() && id.canConvertToLong()
        ? futures.remove(id.longValue())
        : null;
  }
}
