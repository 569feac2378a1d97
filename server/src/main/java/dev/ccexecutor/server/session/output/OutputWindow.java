package dev.ccexecutor.server.session.output;

import dev.ccexecutor.protocol.execution.StreamOffsets;
import dev.ccexecutor.protocol.execution.StreamType;
import dev.ccexecutor.server.threading.RunsOn;
import dev.ccexecutor.server.threading.ThreadRole;
import java.util.OptionalLong;

/**
 * How much of the child's output may be sent to one client: so many bytes, of both streams
 * together, may be under way without an acknowledgement. Without a window as much as the socket
 * takes.
 */
@RunsOn(ThreadRole.EVENT_LOOP)
final class OutputWindow {
  private final OptionalLong sizeBytes;
  private final StreamWindow stdout;
  private final StreamWindow stderr;

  /**
   * @param sizeBytes empty for no window
   * @param stdoutFrom where stdout begins; all before it counts as acknowledged
   * @param stderrFrom where stderr begins
   */
  OutputWindow(OptionalLong sizeBytes, long stdoutFrom, long stderrFrom) {
    this.sizeBytes = sizeBytes;
    stdout = new StreamWindow(stdoutFrom);
    stderr = new StreamWindow(stderrFrom);
  }

  /** How many of the child's bytes may be sent now. */
  long roomBytes() {
    return sizeBytes.isPresent()
        ? sizeBytes.getAsLong() - stdout.outstandingBytes() - stderr.outstandingBytes()
        : Long.MAX_VALUE;
  }

  /**
   * All before this offset was sent.
   *
   * @return how many bytes that are
   */
  int sentTo(StreamType stream, long offset) {
    int bytes = Math.toIntExact(of(stream).sentTo(offset));
    if (sizeBytes.isEmpty()) {
      of(stream).acknowledge(offset);
    }
    return bytes;
  }

  /** The bytes between what was sent and this offset will not be. */
  void skippedTo(StreamType stream, long offset) {
    of(stream).skippedTo(offset);
  }

  /** The client has taken care of all before these offsets. */
  void acknowledge(StreamOffsets offsets) {
    offsets.of(StreamType.STDOUT).ifPresent(stdout::acknowledge);
    offsets.of(StreamType.STDERR).ifPresent(stderr::acknowledge);
  }

  /** All before this offset was taken care of: acknowledged, or where there is no window, sent. */
  long releasedTo(StreamType stream) {
    return of(stream).acknowledgedTo();
  }

  private StreamWindow of(StreamType stream) {
    return stream == StreamType.STDOUT ? stdout : stderr;
  }
}
