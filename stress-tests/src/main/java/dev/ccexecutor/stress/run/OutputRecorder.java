package dev.ccexecutor.stress.run;

import dev.ccexecutor.protocol.client.ExecutionListener;
import dev.ccexecutor.protocol.client.OutputChunk;
import dev.ccexecutor.protocol.execution.ProcessGap;
import dev.ccexecutor.protocol.execution.StreamType;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** Takes the output of one execution at a pace. */
final class OutputRecorder implements ExecutionListener {
  private final StreamRecorder stdout = new StreamRecorder();
  private final StreamRecorder stderr = new StreamRecorder();
  private final AtomicInteger reconnects = new AtomicInteger();
  private final ReleasePace pace;
  private final LongAdder received;

  OutputRecorder(ReleasePace pace, LongAdder received) {
    this.pace = pace;
    this.received = received;
  }

  StreamRecorder stdout() {
    return stdout;
  }

  StreamRecorder stderr() {
    return stderr;
  }

  int reconnects() {
    return reconnects.get();
  }

  private StreamRecorder of(StreamType stream) {
    return stream == StreamType.STDOUT ? stdout : stderr;
  }

  @Override
  public void onOutput(OutputChunk chunk) {
    of(chunk.stream()).add(chunk);
    received.add(chunk.content().readableBytes());
    pace.release(chunk);
  }

  @Override
  public void onGap(ProcessGap gap) {
    of(gap.type()).skip(gap);
  }

  @Override
  public void onReconnected() {
    reconnects.incrementAndGet();
  }
}
