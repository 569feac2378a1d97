package dev.ccexecutor.server.posix;

/**
 * What a child gets as its three streams.
 *
 * @param stdinPipe a pipe to write to; else it reads from /dev/null
 * @param mergeStderr one pipe for both outputs, in true order
 * @param terminal not pipes but a terminal of this size for all three; null for pipes
 */
public record ChildStreams(boolean stdinPipe, boolean mergeStderr, WindowSize terminal) {
  /** Nothing to read, and a pipe each for output and errors. */
  public static final ChildStreams OUTPUT_ONLY = new ChildStreams(false, false);

  /** Pipes. */
  public ChildStreams(boolean stdinPipe, boolean mergeStderr) {
    this(stdinPipe, mergeStderr, null);
  }

  public static ChildStreams terminal(WindowSize size) {
    return new ChildStreams(true, true, size);
  }
}
