package dev.ccexecutor.server.posix;

/**
 * What a child gets as its three streams.
 *
 * @param stdinPipe a pipe to write to; else it reads from /dev/null
 * @param mergeStderr one pipe for both outputs, in true order
 */
public record ChildStreams(boolean stdinPipe, boolean mergeStderr) {
  /** Nothing to read, and a pipe each for output and errors. */
  public static final ChildStreams OUTPUT_ONLY = new ChildStreams(false, false);
}
