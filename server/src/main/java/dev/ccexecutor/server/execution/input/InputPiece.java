package dev.ccexecutor.server.execution.input;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.OptionalLong;

/**
 * What a client wants to have written.
 *
 * @param offset of the first byte in the stream; empty for the next
 * @param bytes the readable ones; they stay the caller's and are copied where they are taken
 * @param cut what becomes of it if not all of it fits
 * @param endsInput whether nothing comes after it
 */
public record InputPiece(OptionalLong offset, ByteBuf bytes, Cut cut, boolean endsInput) {
  /** How much is taken of a piece that does not fit. */
  public enum Cut {
    /** As much as fits. */
    ANYWHERE,
    /** As many whole characters as fit, so that whoever sent text can go on with text. */
    BETWEEN_CHARACTERS,
    /** Nothing. */
    NOWHERE;

    private static final int CONTINUATION_MASK = 0xc0;
    private static final int CONTINUATION = 0x80;

    /**
     * Where to cut.
     *
     * @param from the first byte that is not yet taken
     * @param fitting how many of those from there on fit, fewer than there are
     * @return how many of them to take
     */
    int before(ByteBuf bytes, int from, int fitting) {
      return switch (this) {
        case ANYWHERE -> fitting;
        case NOWHERE -> 0;
        case BETWEEN_CHARACTERS -> {
          int whole = fitting;
          while (whole > 0 && isInsideCharacter(bytes.getByte(from + whole))) {
            whole--;
          }
          yield whole;
        }
      };
    }

    private static boolean isInsideCharacter(byte next) {
      return (next & CONTINUATION_MASK) == CONTINUATION;
    }
  }

  /** The end, wherever the stream stands. */
  static InputPiece end() {
    return new InputPiece(OptionalLong.empty(), Unpooled.EMPTY_BUFFER, Cut.NOWHERE, true);
  }
}
