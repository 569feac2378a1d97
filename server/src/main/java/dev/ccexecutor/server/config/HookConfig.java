package dev.ccexecutor.server.config;

import java.util.List;

/**
 * Programs of the operator's that are run around each command.
 *
 * @param preExecute program and arguments of what is asked before a command starts; empty for none
 * @param postExecute the same of what is told how a command has ended
 * @param timeoutMillis from when a hook is to run until it has to have ended
 * @param concurrency how many of them run at a time
 */
public record HookConfig(
    List<String> preExecute,
    List<String> postExecute,
    long timeoutMillis,
    HookFailure failure,
    int concurrency) {
  public HookConfig {
    preExecute = List.copyOf(preExecute);
    postExecute = List.copyOf(postExecute);
  }

  /** Whether there are any. */
  public boolean isActive() {
    return hasPreExecute() || hasPostExecute();
  }

  public boolean hasPreExecute() {
    return !preExecute.isEmpty();
  }

  public boolean hasPostExecute() {
    return !postExecute.isEmpty();
  }

  static HookConfig of(ResolvedSettings settings) {
    return new HookConfig(
        settings.valueOf(HookSettings.PRE_EXECUTE),
        settings.valueOf(HookSettings.POST_EXECUTE),
        settings.valueOf(HookSettings.HOOK_TIMEOUT),
        settings.valueOf(HookSettings.HOOK_FAILURE),
        settings.valueOf(HookSettings.HOOK_CONCURRENCY));
  }
}
