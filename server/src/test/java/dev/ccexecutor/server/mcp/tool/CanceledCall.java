package dev.ccexecutor.server.mcp.tool;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ccexecutor.server.mcp.feature.CallContext;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;

/** A call on a virtual thread of its own, which can be canceled as the engine does it. */
final class CanceledCall implements AutoCloseable {
  private static final int PATIENCE_SECONDS = 40;

  private final ExecutorService thread = Executors.newVirtualThreadPerTaskExecutor();
  private final Future<JsonNode> result;

  private CanceledCall(String tool, Map<String, ?> arguments, CallContext context) {
    result = thread.submit(() -> CalledTool.call(tool, arguments, context));
  }

  static CanceledCall begin(String tool, Map<String, ?> arguments, CallContext context) {
    return new CanceledCall(tool, arguments, context);
  }

  /** Nobody wants the answer. */
  void cancel() {
    thread.shutdownNow();
  }

  JsonNode awaitResult() throws Exception {
    return result.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  /** Waits for the call to be over. */
  void assertInterrupted() {
    assertThatThrownBy(this::awaitResult)
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(InterruptedException.class);
  }

  @Override
  public void close() {
    thread.close();
  }
}
