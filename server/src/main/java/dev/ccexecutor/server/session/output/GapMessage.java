package dev.ccexecutor.server.session.output;

import dev.ccexecutor.protocol.execution.ProcessGap;
import dev.ccexecutor.protocol.jsonrpc.JsonRpcWriter;
import dev.ccexecutor.server.execution.output.OutputItem;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/** {@code process.gap}, which is the same in all forms. */
final class GapMessage {
  private static final JsonRpcWriter WRITER = new JsonRpcWriter();

  private GapMessage() {}

  /** A text frame, in a buffer that the caller owns. */
  static ByteBuf of(OutputItem.Gap gap, String executionId, ByteBufAllocator allocator) {
    ProcessGap params =
        new ProcessGap(executionId, gap.stream(), gap.from(), gap.to(), gap.reason());
    return FrameBuffer.textFrame(allocator, WRITER.notification("process.gap", params));
  }
}
