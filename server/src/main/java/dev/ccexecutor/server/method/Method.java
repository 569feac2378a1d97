package dev.ccexecutor.server.method;

import dev.ccexecutor.protocol.jsonrpc.JsonRpcException;
import dev.ccexecutor.server.session.RequestLane;
import dev.ccexecutor.server.threading.RunsOn;
import dev.ccexecutor.server.threading.ThreadRole;
import java.util.concurrent.CompletionStage;
import tools.jackson.databind.JsonNode;

/** One method of the contract. */
public interface Method {
  String name();

  /** Which of a connection's places a call takes while it waits for its answer. */
  default RequestLane lane(JsonNode params) {
    return RequestLane.WORK;
  }

  /**
   * Carries a call out without ever waiting.
   *
   * @return the result, which may come on any thread; it fails with a {@link JsonRpcException} for
   *     what the client is to be told
   * @throws JsonRpcException if the call can't be carried out
   */
  @RunsOn(ThreadRole.EVENT_LOOP)
  CompletionStage<?> call(MethodCall call) throws JsonRpcException;
}
