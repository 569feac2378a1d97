package dev.ccexecutor.server.posix;

import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;

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

  /** Ends what is in its group and closes all that came with it. Waits for the leader's end. */
  void discard() throws IOException {
    for (FileDescriptor stream : new FileDescriptor[] {stdin, stdout, stderr}) {
      if (stream != null) {
        stream.close();
      }
    }
    if (terminal != null) {
      terminal.close();
    }
    leader.killAndReap();
  }
}
