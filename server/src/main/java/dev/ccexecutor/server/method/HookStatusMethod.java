package dev.ccexecutor.server.method;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.ccexecutor.server.config.HookConfig;
import dev.ccexecutor.server.hook.HookKind;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** {@code hook_status}, which clients of the old server know: which hooks there are. */
final class HookStatusMethod implements Method {
  private static final double MILLIS_PER_SECOND = 1e3;

  private final Status status;

  HookStatusMethod(HookConfig config) {
    List<String> configured = new ArrayList<>();
    if (config.hasPreExecute()) {
      configured.add(HookKind.PRE_EXECUTE.wireName());
    }
    if (config.hasPostExecute()) {
      configured.add(HookKind.POST_EXECUTE.wireName());
    }
    status =
        new Status(
            config.isActive(),
            null,
            List.copyOf(configured),
            config.timeoutMillis() / MILLIS_PER_SECOND,
            false);
  }

  /**
   * The answer, with the members that it had.
   *
   * @param configPath always null: there is no file of hooks any more
   * @param timeout in seconds
   * @param parallel always false: of one execution at most one hook runs at a time
   */
  @JsonInclude(JsonInclude.Include.ALWAYS)
  record Status(
      boolean enabled,
      String configPath,
      List<String> hooksConfigured,
      double timeout,
      boolean parallel) {}

  @Override
  public String name() {
    return "hook_status";
  }

  @Override
  public CompletionStage<?> call(MethodCall call) {
    return CompletableFuture.completedStage(status);
  }
}
