package dev.ccexecutor.server.session.output;

import dev.ccexecutor.protocol.execution.OutputForm;
import dev.ccexecutor.server.execution.output.OutputItem;
import dev.ccexecutor.server.threading.RunsOn;
import dev.ccexecutor.server.threading.ThreadRole;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.function.Consumer;

/** Turns one execution's output into WebSocket frames, in the form that one client asked for. */
@RunsOn(ThreadRole.EVENT_LOOP)
interface OutputEncoder {
  /**
   * Encodes bytes of the child.
   *
   * @param chunk stays the caller's, who releases it afterwards
   * @param frames takes over each buffer; several may make up one frame
   */
  void encode(OutputItem.Chunk chunk, ByteBufAllocator allocator, Consumer<ByteBuf> frames);

  /** Tells the end of a stream, with what was held back until then. */
  void encode(OutputItem.EndOfStream end, ByteBufAllocator allocator, Consumer<ByteBuf> frames);

  static OutputEncoder of(OutputForm form, String executionId, int channel) {
    return switch (form) {
      case TEXT -> new TextOutputEncoder(executionId);
      case BASE64 -> new Base64OutputEncoder(executionId);
      case BINARY -> new BinaryOutputEncoder(channel);
      case NONE -> new NoOutputEncoder();
    };
  }
}
