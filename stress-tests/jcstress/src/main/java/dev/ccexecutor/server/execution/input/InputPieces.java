package dev.ccexecutor.server.execution.input;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.util.OptionalLong;

/** Pieces of input, and buffers that take them. */
final class InputPieces {
  private InputPieces() {}

  static InputBuffer buffer(long capacityBytes) {
    return new InputBuffer(capacityBytes, EndOfInput.CLOSES, PooledByteBufAllocator.DEFAULT);
  }

  /** At the end of the stream, wherever that is. */
  static InputPiece next(int bytes) {
    return piece(OptionalLong.empty(), bytes);
  }

  static InputPiece at(long offset, int bytes) {
    return piece(OptionalLong.of(offset), bytes);
  }

  private static InputPiece piece(OptionalLong offset, int bytes) {
    ByteBuf content = Unpooled.wrappedBuffer(new byte[bytes]);
    return new InputPiece(offset, content, InputPiece.Cut.ANYWHERE, false);
  }
}
