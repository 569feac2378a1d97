package dev.ccexecutor.protocol.client;

import dev.ccexecutor.protocol.client.ClientException.Reason;
import dev.ccexecutor.protocol.client.DurableCall.Repeat;
import dev.ccexecutor.protocol.execution.Limits;
import dev.ccexecutor.protocol.execution.ProcessStdin;
import dev.ccexecutor.protocol.execution.StdinState;
import dev.ccexecutor.protocol.execution.StdinWriteParams;
import dev.ccexecutor.protocol.jsonrpc.ErrorKind;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import tools.jackson.databind.JsonNode;

/**
 * What is to be written to an execution's input and was not yet taken. One piece is under way at a
 * time, with its offset, so that it may be sent again; where the server has no room for it, this
 * waits until it is told that there is. For the client's loop.
 */
final class InputQueue {

  private static final int MAX_PIECE_BYTES = 192 * 1024;

  /** Base64 makes four bytes of three, and around it there are names. */
  private static final int MESSAGE_BYTES_OF_THREE = 4;

  private static final int ENVELOPE_BYTES = 1024;

  private final String executionId;
  private final ReconnectingSession session;
  private final Queue<Write> writes = new ArrayDeque<>();

  /** Of the first byte that is not known to be taken. */
  private long offset;

  private boolean offsetKnown;
  private boolean underWay;
  private boolean waitsForRoom;

  /** Room was told of while a piece was under way that may have been refused before. */
  private boolean roomTold;

  /** Where the input was ended last; negative if it was not. */
  private long endedAt = -1;

  private Throwable end;

  /** Bytes that are the caller's, or the end of input. */
  private record Write(ByteBuf bytes, CompletableFuture<Void> done) {
    boolean isEnd() {
      return bytes == null;
    }
  }

  /**
   * @param fresh whether nothing was written to it before
   */
  InputQueue(String executionId, ReconnectingSession session, boolean fresh) {
    this.executionId = executionId;
    this.session = session;
    this.offsetKnown = fresh;
  }

  /** Somebody else may have written to it. */
  void startUnknown() {
    offsetKnown = false;
  }

  /** The bytes stay the caller's, who releases them when the future has completed. */
  void write(ByteBuf bytes, CompletableFuture<Void> done) {
    add(new Write(bytes, done));
  }

  void close(CompletableFuture<Void> done) {
    add(new Write(null, done));
  }

  private void add(Write write) {
    if (write.isEnd() && writes.isEmpty() && endedAt == offset) {
      write.done().complete(null);
    } else if (end != null) {
      refuse(write);
    } else {
      writes.add(write);
      pump();
    }
  }

  private void pump() {
    finishEmpty();
    if (end == null && !underWay && !waitsForRoom && !writes.isEmpty()) {
      underWay = true;
      roomTold = false;
      DurableCall call =
          session.calls().submit("stdin.write", offsetKnown ? nextPiece() : probe(), Repeat.AGAIN);
      call.answer().whenComplete((result, failure) -> answered(call, result, failure));
    }
  }

  /** Writes without a byte are done when those before them are. */
  private void finishEmpty() {
    while (!writes.isEmpty() && !writes.peek().isEnd() && !writes.peek().bytes().isReadable()) {
      writes.remove().done().complete(null);
    }
  }

  /** Takes nothing, and tells what is next. */
  private StdinWriteParams probe() {
    return new StdinWriteParams(executionId, "", null, null, null);
  }

  private StdinWriteParams nextPiece() {
    Write first = writes.peek();
    if (first.isEnd()) {
      return new StdinWriteParams(executionId, null, null, offset, true);
    }
    int count = Math.min(first.bytes().readableBytes(), maxPieceBytes());
    byte[] piece = ByteBufUtil.getBytes(first.bytes(), first.bytes().readerIndex(), count);
    String base64 = Base64.getEncoder().encodeToString(piece);
    return new StdinWriteParams(executionId, null, base64, offset, null);
  }

  private int maxPieceBytes() {
    Limits limits = session.connected().limits();
    if (limits == null || limits.maxMessageBytes() == null) {
      return MAX_PIECE_BYTES;
    }
    long fitting = (limits.maxMessageBytes() - ENVELOPE_BYTES) / MESSAGE_BYTES_OF_THREE * 3;
    return Math.clamp(fitting, 1, MAX_PIECE_BYTES);
  }

  private void answered(DurableCall call, JsonNode result, Throwable failure) {
    underWay = false;
    if (failure == null) {
      accepted(result.path("offset").asLong(0), true);
    } else if (failure instanceof RemoteErrorException refused
        && refused.code() == ErrorKind.STDIN_FULL.code()) {
      waitsForRoom = !roomTold;
      accepted(refused.data().path("offset").asLong(0), false);
    } else {
      fail(meaningOf(failure, call.wasRepeated()));
    }
    if (end == null) {
      pump();
    } else {
      failAll();
    }
  }

  /**
   * @param repeated whether the piece may have been taken when it was sent before
   */
  private static Throwable meaningOf(Throwable failure, boolean repeated) {
    if (!(failure instanceof RemoteErrorException refused)) {
      return failure;
    }
    boolean over =
        refused.code() == ErrorKind.EXECUTION_NOT_FOUND.code()
            || refused.code() == ErrorKind.WRONG_STATE.code();
    if (!over) {
      return refused;
    }
    return repeated
        ? new ClientException(
            Reason.UNCERTAIN,
            "the connection was lost during the write, and no input is taken any more",
            refused)
        : new ClientException(
            Reason.INPUT_CLOSED, "no input is taken: " + refused.getMessage(), refused);
  }

  /** All before this offset was taken. */
  private void accepted(long next, boolean whole) {
    if (!offsetKnown) {
      offsetKnown = true;
      offset = next;
      return;
    }
    Write first = writes.peek();
    if (first.isEnd()) {
      if (whole) {
        endedAt = offset;
        writes.remove().done().complete(null);
      }
      return;
    }
    long taken = Math.clamp(next - offset, 0, first.bytes().readableBytes());
    first.bytes().skipBytes((int) taken);
    offset += taken;
    finishEmpty();
  }

  /** The server tells how the input stands. */
  void told(ProcessStdin stdin) {
    if (stdin.state() == StdinState.CLOSED) {
      closed();
    } else if (stdin.window() > 0) {
      roomTold = true;
      waitsForRoom = false;
      pump();
    }
  }

  /** By this client, which hears it from its own write, or else by others or the child. */
  private void closed() {
    if (!underWay) {
      fail(new ClientException(Reason.INPUT_CLOSED, "the child takes no more input"));
    }
  }

  /** What was told meanwhile is not told again. */
  void reconnected() {
    waitsForRoom = false;
    pump();
  }

  /** Nothing is taken any more; what is under way is still answered. */
  void fail(Throwable cause) {
    if (end == null) {
      end = cause;
    }
    if (!underWay) {
      failAll();
    }
  }

  private void failAll() {
    while (!writes.isEmpty()) {
      refuse(writes.remove());
    }
  }

  /** To end what takes nothing any more is no mistake: it is what was wanted. */
  private void refuse(Write write) {
    boolean over =
        end instanceof ClientException known
            && (known.reason() == Reason.INPUT_CLOSED || known.reason() == Reason.UNCERTAIN);
    if (write.isEnd() && over) {
      write.done().complete(null);
    } else {
      write.done().completeExceptionally(end);
    }
  }
}
