package dev.ccexecutor.server.execution.spool;

import dev.ccexecutor.server.security.Principal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What the manifest says of an execution from the start. Without the environment, whose values are
 * secrets more often than anything else.
 *
 * @param principal whose it is; older versions did not write it
 * @param marker 128 random bits in hex, which stand in the log too
 * @param instanceId of the server that runs it
 * @param serverVersion of that server
 * @param command the line for the shell; null where there is an argv
 * @param argv the program and its arguments; null where there is a command
 * @param cwd where it runs; null if that is the server's
 * @param pid of the leader; null if it was not known yet
 * @param startedAt when it was started
 * @param fingerprint of its parameters
 * @param labels never null
 */
public record TranscriptHeader(
    String executionId,
    Principal principal,
    String marker,
    String instanceId,
    String serverVersion,
    String command,
    List<String> argv,
    String cwd,
    Integer pid,
    Instant startedAt,
    String fingerprint,
    Map<String, String> labels) {

  /** Makes the collections immutable, and sees to it that it is known whose it is. */
  public TranscriptHeader {
    Objects.requireNonNull(executionId, "execution_id");
    Objects.requireNonNull(marker, "marker");
    Objects.requireNonNull(instanceId, "instance_id");
    principal = Principal.orAnonymous(principal);
    argv = argv == null ? null : List.copyOf(argv);
    labels = labels == null ? Map.of() : Map.copyOf(labels);
  }

  /** Without the command, which may hold secrets: this may end up in a log. */
  @Override
  public String toString() {
    return "TranscriptHeader[executionId=" + executionId + ", marker=" + marker + "]";
  }
}
