package dev.ccexecutor.server.posix;

import io.netty.channel.unix.FileDescriptor;

/**
 * A process that runs. Whoever receives this owns the leader, the terminal and all descriptors.
 *
 * @param tree what belongs to it
 * @param stdin our end of its input, non-blocking, or null where it has none
 * @param stdout our end of its output, non-blocking
 * @param stderr the same for its errors, or null where both outputs come through {@code stdout}
 * @param terminal null where its streams are pipes
 * @param startedAtNanos by {@link System#nanoTime}
 */
public record SpawnedProcess(
    Leader leader,
    ProcessTree tree,
    FileDescriptor stdin,
    FileDescriptor stdout,
    FileDescriptor stderr,
    Terminal terminal,
    long startedAtNanos) {

  /** What {@code stdout} and {@code stderr} are. */
  public OutputKind outputKind() {
    return terminal == null ? OutputKind.PIPE : OutputKind.TERMINAL;
  }
}
