package dev.ccexecutor.server.session.output;

import dev.ccexecutor.protocol.execution.OutputForm;
import dev.ccexecutor.protocol.execution.ProcessCompleted;
import dev.ccexecutor.server.execution.output.OutputItem;
import dev.ccexecutor.server.execution.output.OutputQueue;
import dev.ccexecutor.server.threading.RunsOn;
import dev.ccexecutor.server.threading.ThreadRole;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.function.Consumer;

/** The reading end of one execution's queue, with the encoder for one client. */
@RunsOn(ThreadRole.EVENT_LOOP)
public final class OutputSource {
  private final OutputQueue queue;
  private final OutputEncoder encoder;
  private final Consumer<ProcessCompleted> onCompleted;
  private boolean inRounds;

  /**
   * @param executionId goes into messages
   * @param channel goes into data frames
   * @param onCompleted gets the end record, after all output was written
   */
  public OutputSource(
      OutputQueue queue,
      OutputForm form,
      String executionId,
      int channel,
      Consumer<ProcessCompleted> onCompleted) {
    this.queue = queue;
    this.encoder = OutputEncoder.of(form, executionId, channel);
    this.onCompleted = onCompleted;
  }

  /** Gives back what is queued and lets the execution run on without a reader. */
  public void close() {
    queue.close();
  }

  boolean isInRounds() {
    return inRounds;
  }

  void setInRounds(boolean in) {
    inRounds = in;
  }

  /**
   * Writes the next item.
   *
   * @return how many of the child's bytes that were; -1 if there is none now, and the queue will
   *     wake us for the next
   */
  int writeNext(ByteBufAllocator allocator, Consumer<ByteBuf> frames) {
    OutputItem item = queue.poll();
    if (item == null) {
      // The order matters: what is offered between the poll and this would else wake nobody.
      queue.beginDrain();
      item = queue.poll();
    }
    return switch (item) {
      case null -> -1;
      case OutputItem.Chunk chunk -> {
        try {
          encoder.encode(chunk, allocator, frames);
          yield chunk.bytes().readableBytes();
        } finally {
          chunk.release();
        }
      }
      case OutputItem.EndOfStream end -> {
        encoder.encode(end, allocator, frames);
        yield 0;
      }
      case OutputItem.Completion completion -> {
        onCompleted.accept(completion.completed());
        yield 0;
      }
    };
  }
}
