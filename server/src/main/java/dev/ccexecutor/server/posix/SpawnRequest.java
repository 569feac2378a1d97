package dev.ccexecutor.server.posix;

import java.util.List;
import java.util.Map;

/**
 * What to start.
 *
 * @param argv program and arguments; a program without a slash is looked up in the {@code PATH} of
 *     {@code environment}
 * @param environment the whole environment of the child
 * @param workingDirectory null for the server's own
 * @param guard what must hold when it starts
 */
public record SpawnRequest(
    List<String> argv,
    Map<String, String> environment,
    String workingDirectory,
    ChildStreams streams,
    ResourceLimits limits,
    SpawnGuard guard) {
  /** With nothing to be made sure of. */
  public SpawnRequest(
      List<String> argv,
      Map<String, String> environment,
      String workingDirectory,
      ChildStreams streams,
      ResourceLimits limits) {
    this(argv, environment, workingDirectory, streams, limits, SpawnGuard.NONE);
  }

  public SpawnRequest {
    argv = List.copyOf(argv);
    environment = Map.copyOf(environment);
  }

  /** The same in another directory. */
  SpawnRequest in(String directory) {
    return new SpawnRequest(argv, environment, directory, streams, limits, guard);
  }

  /** The same by other words, variables and limits. */
  SpawnRequest by(
      List<String> otherArgv, Map<String, String> otherEnvironment, ResourceLimits otherLimits) {
    return new SpawnRequest(
        otherArgv, otherEnvironment, workingDirectory, streams, otherLimits, guard);
  }
}
