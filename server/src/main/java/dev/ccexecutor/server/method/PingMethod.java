package dev.ccexecutor.server.method;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** {@code ping}: an empty answer, at once. */
final class PingMethod implements Method {
  @Override
  public String name() {
    return "ping";
  }

  @Override
  public CompletionStage<?> call(MethodCall call) {
    return CompletableFuture.completedStage(Map.of());
  }
}
