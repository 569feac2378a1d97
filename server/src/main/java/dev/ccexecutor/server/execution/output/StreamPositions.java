package dev.ccexecutor.server.execution.output;

import dev.ccexecutor.protocol.execution.StreamType;

/** A place in each of the two streams, in bytes. Confined to the thread of whoever holds it. */
final class StreamPositions {
  private long stdout;
  private long stderr;

  long get(StreamType stream) {
    return stream == StreamType.STDOUT ? stdout : stderr;
  }

  void set(StreamType stream, long offset) {
    if (stream == StreamType.STDOUT) {
      stdout = offset;
    } else {
      stderr = offset;
    }
  }

  /** Both together. */
  long total() {
    return stdout + stderr;
  }
}
