package dev.ccexecutor.server.posix;

import java.util.List;
import java.util.Map;

/**
 * What to start.
 *
 * @param argv program and arguments; a program without a slash is looked up in the {@code PATH} of
 *     {@code environment}
 * @param environment the whole environment of the child
 * @param workingDirectory absolute, or null for the server's own
 */
public record SpawnRequest(
    List<String> argv,
    Map<String, String> environment,
    String workingDirectory,
    ChildStreams streams,
    ResourceLimits limits) {
  public SpawnRequest {
    argv = List.copyOf(argv);
    environment = Map.copyOf(environment);
  }
}
