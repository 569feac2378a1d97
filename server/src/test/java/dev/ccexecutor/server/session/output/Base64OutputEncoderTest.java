package dev.ccexecutor.server.session.output;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccexecutor.protocol.execution.OutputForm;
import dev.ccexecutor.protocol.execution.StreamType;
import dev.ccexecutor.protocol.jsonrpc.Json;
import dev.ccexecutor.server.execution.output.OutputItem;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** The base64 form against the JDK's encoder. */
@Timeout(value = 1, unit = TimeUnit.MINUTES)
class Base64OutputEncoderTest {
  private static final int UNREAD_BYTES = 5;

  private final OutputEncoder encoder = OutputEncoder.of(OutputForm.BASE64, "some-id_1.0", 1);

  @Test
  void shouldEncodeShortChunksOfEachLength() {
    for (int length = 1; length < 400; length++) {
      assertThatIsEncoded(randomBytes(length));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {3 * 1024, 6 * 1024, 64 * 1024})
  void shouldEncodeChunksAroundTheSizesOfBuffers(int size) {
    for (int length = size - 100; length <= size + 100; length++) {
      assertThatIsEncoded(randomBytes(length));
    }
  }

  @Test
  void shouldEncodeAShortChunkWhenALongOneWentBefore() {
    assertThatIsEncoded(randomBytes(64 * 1024));
    assertThatIsEncoded(new byte[] {1});
    assertThatIsEncoded(new byte[] {(byte) 0xff, (byte) 0xff});
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 9, 10, 11, 99, 100, 1_234_567_890_123L, Long.MAX_VALUE - 1})
  void shouldTellWhereTheChunkIs(long offset) {
    JsonNode params = encode(offset, new byte[1_203]);

    assertThat(params.get("offset").longValue()).isEqualTo(offset);
    assertThat(params.get("bytes").longValue()).isEqualTo(1_203);
  }

  private void assertThatIsEncoded(byte[] bytes) {
    assertThat(encode(0, bytes).get("data_base64").asString())
        .as("%s bytes", bytes.length)
        .isEqualTo(Base64.getEncoder().encodeToString(bytes));
  }

  private JsonNode encode(long offset, byte[] bytes) {
    ByteBuf buffer = Unpooled.buffer().writeZero(UNREAD_BYTES).writeBytes(bytes);
    buffer.readerIndex(UNREAD_BYTES);
    OutputItem.Chunk chunk = new OutputItem.Chunk(StreamType.STDERR, offset, buffer);
    List<JsonNode> messages = new ArrayList<>();
    encoder.encode(
        chunk,
        bytes.length,
        UnpooledByteBufAllocator.DEFAULT,
        frame -> messages.add(params((ByteBuf) frame)));
    assertThat(buffer.readableBytes()).isEqualTo(bytes.length);
    chunk.release();
    assertThat(messages).hasSize(1);
    return messages.getFirst();
  }

  private static JsonNode params(ByteBuf frame) {
    try {
      frame.skipBytes(headerLength(frame.getUnsignedByte(1)));
      return Json.MAPPER.readTree(frame.toString(StandardCharsets.UTF_8)).get("params");
    } finally {
      frame.release();
    }
  }

  /** The length in a header tells how long the header is (RFC 6455, 5.2). */
  private static int headerLength(short length) {
    return switch (length) {
      case 126 -> 4;
      case 127 -> 10;
      default -> 2;
    };
  }

  private static byte[] randomBytes(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }
}
