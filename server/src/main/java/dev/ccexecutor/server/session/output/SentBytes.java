package dev.ccexecutor.server.session.output;

import dev.ccexecutor.protocol.execution.OutputForm;
import dev.ccexecutor.protocol.execution.StreamType;
import dev.ccexecutor.server.metrics.Count;
import java.util.EnumMap;
import java.util.Map;

/**
 * What the clients of one event loop were sent, for the metrics: raised on that loop alone, read
 * anywhere.
 */
public final class SentBytes {
  private final Map<OutputForm, Streams> sent = new EnumMap<>(OutputForm.class);
  private final Streams gaps = new Streams(new Count(), new Count());

  /** One number for each stream. */
  record Streams(Count stdout, Count stderr) {
    Count of(StreamType stream) {
      return stream == StreamType.STDOUT ? stdout : stderr;
    }
  }

  /** Nothing was sent yet. */
  public SentBytes() {
    for (OutputForm form : OutputForm.values()) {
      sent.put(form, new Streams(new Count(), new Count()));
    }
  }

  Streams in(OutputForm form) {
    return sent.get(form);
  }

  Streams gaps() {
    return gaps;
  }

  /** How many of the children's bytes went out in a form. Any thread. */
  public long sent(StreamType stream, OutputForm form) {
    return sent.get(form).of(stream).get();
  }

  /** How many bytes were told not to come. Any thread. */
  public long gaps(StreamType stream) {
    return gaps.of(stream).get();
  }
}
