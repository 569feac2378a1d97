package dev.ccexecutor.server.method;

import dev.ccexecutor.protocol.jsonrpc.JsonRpcException;
import dev.ccexecutor.server.threading.RunsOn;
import dev.ccexecutor.server.threading.ThreadRole;
import java.util.concurrent.CompletionStage;

/** One method of the contract. */
public interface Method {
  String name();

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
