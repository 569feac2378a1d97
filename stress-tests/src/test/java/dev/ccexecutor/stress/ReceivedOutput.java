package dev.ccexecutor.stress;

import dev.ccexecutor.protocol.execution.StreamType;

/** Both output streams of one execution as they arrived. */
record ReceivedOutput(ReceivedStream stdout, ReceivedStream stderr) {

  static ReceivedOutput none() {
    return new ReceivedOutput(new ReceivedStream(), new ReceivedStream());
  }

  ReceivedStream of(StreamType type) {
    return type == StreamType.STDERR ? stderr : stdout;
  }
}
