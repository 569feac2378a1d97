package dev.ccexecutor.protocol.client;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.concurrent.CompletableFuture;

/**
 * The standard input of an execution. All methods may be called on any thread and none blocks; what
 * one thread writes goes in that order.
 *
 * <p>Each byte goes in once, also if the connection is lost on the way: bytes are sent with their
 * offsets, and those that the server has taken already are not taken again. That holds for one
 * writer; several that write to one execution at a time must agree on who does.
 *
 * <p>A write is finished when the server has taken all of it. So who waits for one before the next
 * holds one piece in memory, however much there is to write and however slowly the child reads.
 */
public final class RemoteInput {

  private final InputQueue queue;
  private final ClientLoop loop;

  RemoteInput(InputQueue queue, ClientLoop loop) {
    this.queue = queue;
    this.loop = loop;
  }

  /**
   * Writes bytes.
   *
   * @param bytes are released; at most a few MiB
   * @return completes when all were taken; fails with {@link ClientException.Reason#INPUT_CLOSED}
   *     if the child takes no more, or has ended; with {@code UNCERTAIN} if that is so after the
   *     connection was lost on the way: some or all may have been taken
   */
  public CompletableFuture<Void> write(ByteBuf bytes) {
    CompletableFuture<Void> taken = loop.submit(done -> queue.write(bytes, done));
    taken.whenComplete((nothing, failure) -> bytes.release());
    return Futures.forward(taken, new CompletableFuture<>());
  }

  /**
   * Writes bytes.
   *
   * @param bytes not to be changed before the future completes
   */
  public CompletableFuture<Void> write(byte[] bytes) {
    return write(Unpooled.wrappedBuffer(bytes));
  }

  /**
   * Ends the input behind all that was written; under a terminal it writes the end-of-file
   * character. To end what has ended, or has no reader any more, does nothing.
   *
   * @return completes when the server has taken the end
   */
  public CompletableFuture<Void> close() {
    return loop.submit(queue::close);
  }
}
