package dev.ccexecutor.server.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccexecutor.protocol.frame.DataFrameHeader;
import dev.ccexecutor.protocol.frame.MalformedFrameException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.Arrays;

/** A binary frame: what is taken is what was sent, and what is not taken stays untouched. */
public final class DataFrameTarget {
  private DataFrameTarget() {}

  public static void fuzzerTestOneInput(byte[] input) {
    ByteBuf frame = Unpooled.directBuffer(input.length).writeBytes(input);
    ByteBuf written = Unpooled.buffer(DataFrameHeader.BYTES);
    try {
      DataFrameHeader.read(frame).write(written);
      assertThat(ByteBufUtil.getBytes(written)).isEqualTo(Arrays.copyOf(input, 16));
      assertThat(frame.readableBytes()).isEqualTo(input.length - DataFrameHeader.BYTES);
    } catch (MalformedFrameException e) {
      assertThat(frame.readableBytes()).isEqualTo(input.length);
    } finally {
      frame.release();
      written.release();
    }
  }
}
