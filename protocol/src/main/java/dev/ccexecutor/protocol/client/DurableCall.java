package dev.ccexecutor.protocol.client;

import java.util.concurrent.CompletableFuture;
import tools.jackson.databind.JsonNode;

/** A request that outlives the connection it was sent on. For the client's loop. */
final class DurableCall {

  /** What becomes of a request that was sent, and not answered before the connection went. */
  enum Repeat {
    /** It is sent again: to do it twice is the same as to do it once. */
    AGAIN,
    /** It fails: whether it was carried out can't be known. */
    NEVER
  }

  private final String method;
  private final Object params;
  private final Repeat repeat;
  private final CompletableFuture<JsonNode> answer = new CompletableFuture<>();
  private int timesSent;

  DurableCall(String method, Object params, Repeat repeat) {
    this.method = method;
    this.params = params;
    this.repeat = repeat;
  }

  /** The result, or a {@link RemoteErrorException} or {@link ClientException}, not wrapped. */
  CompletableFuture<JsonNode> answer() {
    return answer;
  }

  /** Whether the server may have carried it out before the request that it answered. */
  boolean wasRepeated() {
    return timesSent > 1;
  }

  boolean mayBeSent() {
    return repeat == Repeat.AGAIN || timesSent == 0;
  }

  String method() {
    return method;
  }

  CompletableFuture<JsonNode> sendOn(ClientConnection connection) {
    timesSent++;
    return connection.request(method, params);
  }
}
