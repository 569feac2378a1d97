package dev.ccexecutor.protocol.execution;

import dev.ccexecutor.protocol.jsonrpc.WireName;
import java.util.List;
import java.util.Optional;

/** One of a process's three streams. */
public enum StreamType implements WireName {
  STDIN,
  STDOUT,
  STDERR;

  /** Those that a process writes. */
  public static final List<StreamType> OUTPUTS = List.of(STDOUT, STDERR);

  private static final StreamType[] BY_FRAME_NUMBER = {STDIN, STDOUT, STDERR};

  /** The number in a data frame, which is the file descriptor's in the child. */
  public int frameNumber() {
    return switch (this) {
      case STDIN -> 0;
      case STDOUT -> 1;
      case STDERR -> 2;
    };
  }

  /** The stream of a data frame's number; empty for a number that is none. */
  public static Optional<StreamType> ofFrameNumber(int number) {
    return number >= 0 && number < BY_FRAME_NUMBER.length
        ? Optional.of(BY_FRAME_NUMBER[number])
        : Optional.empty();
  }
}
