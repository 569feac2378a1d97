package dev.ccexecutor.server.session.output;

import dev.ccexecutor.server.threading.LoopTurn;
import dev.ccexecutor.server.threading.RunsOn;
import dev.ccexecutor.server.threading.ThreadRole;
import io.netty.channel.Channel;
import io.netty.util.ReferenceCounted;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/**
 * Brings the output of all executions of one connection onto its socket, while the channel is
 * writable. When it no longer is, the queues fill, the readers park and the children wait; {@link
 * #writabilityChanged} goes on.
 *
 * <p>In rounds: each execution that has output may send a quantum, then the next one has its turn,
 * so that a flood does not hold up its neighbours on the same connection. One whose window is shut
 * is not in the rounds at all.
 */
@RunsOn(ThreadRole.EVENT_LOOP)
public final class OutputDrain {
  private static final int QUANTUM_BYTES = 64 * 1024;

  /**
   * A message counts as so much at least, which bounds the rounds of a child that writes little.
   */
  private static final int MESSAGE_BYTES = 256;

  /** After so much everything else that the loop has to do has its turn. */
  private static final int BYTES_PER_TURN = 256 * 1024;

  private final Channel channel;
  private final Consumer<ReferenceCounted> frames;
  private final Deque<OutputSource> rounds = new ArrayDeque<>();
  private final LoopTurn turn;

  public OutputDrain(Channel channel) {
    this.channel = channel;
    this.frames = frame -> channel.write(frame, channel.voidPromise());
    this.turn = new LoopTurn(channel.eventLoop(), this::drain);
  }

  /** A source has something. */
  public void ready(OutputSource source) {
    if (!source.isInRounds()) {
      source.setInRounds(true);
      rounds.add(source);
    }
    turn.request();
  }

  /** Flushes what was written to the channel, behind what there is to write of output. */
  public void flushSoon() {
    turn.request();
  }

  public void writabilityChanged() {
    goOnIfThereIsMore();
  }

  private void drain() {
    assert channel.eventLoop().inEventLoop();
    try {
      int written = 0;
      while (written < BYTES_PER_TURN && !rounds.isEmpty() && channel.isWritable()) {
        written += writeQuantum(rounds.poll());
        if (!channel.isWritable() || rounds.isEmpty()) {
          channel.flush();
        }
      }
      channel.flush();
    } catch (RuntimeException | Error e) {
      // A stream that went on with a hole would be worse than no stream.
      channel.pipeline().fireExceptionCaught(e);
    }
    goOnIfThereIsMore();
  }

  private int writeQuantum(OutputSource source) {
    int written = 0;
    while (written < QUANTUM_BYTES && channel.isWritable()) {
      int bytes = source.writeNext(channel.alloc(), frames);
      if (bytes == OutputSource.NOTHING) {
        source.setInRounds(false);
        return written;
      }
      written += Math.max(bytes, MESSAGE_BYTES);
    }
    rounds.add(source);
    return written;
  }

  private void goOnIfThereIsMore() {
    if (!rounds.isEmpty() && channel.isWritable()) {
      turn.request();
    }
  }
}
