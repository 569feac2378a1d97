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
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** The text form against the decoder of the WHATWG Encoding Standard, byte by byte. */
class TextOutputEncoderTest {
  private static final int LARGEST_MESSAGE_BYTES = 1024 * 1024;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "plain",
        "line\nline\r\n\ttab",
        "\"quoted\" \\ and / slashed",
        "\u0000\u0001\u001f\u007f\b\f",
        "grüße, 世界, \uD83D\uDE00 — ﬁn",
      })
  void shouldGiveBackTextWhereverTheReadsFell(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    for (int split = 0; split <= bytes.length; split++) {
      assertThat(textOf(encode(bytes, split))).as("split at %s", split).isEqualTo(text);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ff",
        "c0af",
        "c2",
        "e0a0",
        "f09f98",
        "eda080",
        "f4908080",
        "f8888080",
        "80bf",
        "61c262",
        "e28261",
        "f0908061",
        "c2c2c2a9",
        "e1a0c0f1808041",
        "fdfefc80",
        "e080af",
        "f0808080",
      })
  void shouldReplaceEachMaximalSubpartWhereverTheReadsFell(String hex) {
    byte[] bytes = HexFormat.of().parseHex(hex);
    String expected = WhatwgUtf8Decoder.decode(bytes);
    for (int split = 0; split <= bytes.length; split++) {
      assertThat(textOf(encode(bytes, split))).as("split at %s", split).isEqualTo(expected);
    }
  }

  @Test
  void shouldAgreeWithTheDecoderOnRandomBytesInRandomPieces() {
    Random random = new Random(42);
    for (int round = 0; round < 3_000; round++) {
      byte[] bytes = randomBytes(random);
      int[] splits = random.ints(random.nextInt(6), 0, bytes.length + 1).sorted().toArray();
      assertThat(textOf(encode(bytes, splits))).isEqualTo(WhatwgUtf8Decoder.decode(bytes));
    }
  }

  @Test
  void shouldCountTheChildsBytesWithoutHoleOrOverlap() {
    Random random = new Random(7);
    for (int round = 0; round < 1_000; round++) {
      byte[] bytes = randomBytes(random);
      int[] splits = random.ints(random.nextInt(6), 0, bytes.length + 1).sorted().toArray();
      long position = 0;
      for (JsonNode params : encode(bytes, splits)) {
        assertThat(params.get("offset").longValue()).isEqualTo(position);
        assertThat(params.get("bytes").longValue()).isPositive();
        position += params.get("bytes").longValue();
      }
      assertThat(position).isEqualTo(bytes.length);
    }
  }

  @Test
  void shouldStayWithinTheLargestMessageWhenEverythingMustBeEscaped() {
    byte[] zeros = new byte[64 * 1024];

    List<JsonNode> messages = encode(zeros);

    assertThat(messages).hasSize(1);
    assertThat(messages.getFirst().toString().length()).isLessThan(LARGEST_MESSAGE_BYTES);
    assertThat(textOf(messages)).isEqualTo("\u0000".repeat(zeros.length));
  }

  @Test
  void shouldKeepStreamsApartWhenBothAreInTheMiddleOfACharacter() {
    OutputEncoder encoder = OutputEncoder.of(OutputForm.TEXT, "id", 1);
    List<JsonNode> messages = new ArrayList<>();
    send(encoder, StreamType.STDOUT, 0, new byte[] {(byte) 0xc3}, messages);
    send(encoder, StreamType.STDERR, 0, new byte[] {(byte) 0xe2, (byte) 0x82}, messages);
    assertThat(messages).isEmpty();

    send(encoder, StreamType.STDOUT, 1, new byte[] {(byte) 0xa9}, messages);
    send(encoder, StreamType.STDERR, 2, new byte[] {(byte) 0xac}, messages);

    assertThat(messages).extracting(m -> m.get("data").asString()).containsExactly("é", "€");
    assertThat(messages)
        .extracting(m -> m.get("type").asString())
        .containsExactly("stdout", "stderr");
    assertThat(messages).extracting(m -> m.get("offset").intValue()).containsExactly(0, 0);
    assertThat(messages).extracting(m -> m.get("bytes").intValue()).containsExactly(2, 3);
  }

  /** Bytes in which pieces of characters, whole ones and plain text are mixed. */
  private static byte[] randomBytes(Random random) {
    byte[] bytes = new byte[random.nextInt(60)];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] =
          switch (random.nextInt(4)) {
            case 0 -> (byte) (0x80 + random.nextInt(0x40));
            case 1 -> (byte) (0xc0 + random.nextInt(0x40));
            case 2 -> (byte) random.nextInt(0x20);
            default -> (byte) (0x20 + random.nextInt(0x60));
          };
    }
    return bytes;
  }

  private static List<JsonNode> encode(byte[] bytes, int... splits) {
    OutputEncoder encoder = OutputEncoder.of(OutputForm.TEXT, "some-id_1.0", 1);
    List<JsonNode> messages = new ArrayList<>();
    int from = 0;
    for (int split : splits) {
      send(encoder, StreamType.STDOUT, from, Arrays.copyOfRange(bytes, from, split), messages);
      from = split;
    }
    send(encoder, StreamType.STDOUT, from, Arrays.copyOfRange(bytes, from, bytes.length), messages);
    encoder.flush(
        StreamType.STDOUT,
        bytes.length,
        UnpooledByteBufAllocator.DEFAULT,
        frame -> messages.add(params((ByteBuf) frame)));
    return messages;
  }

  private static void send(
      OutputEncoder encoder, StreamType stream, long offset, byte[] bytes, List<JsonNode> to) {
    OutputItem.Chunk chunk = new OutputItem.Chunk(stream, offset, Unpooled.wrappedBuffer(bytes));
    int taken =
        encoder.encode(
            chunk,
            bytes.length + encoder.heldBackBytes(stream),
            UnpooledByteBufAllocator.DEFAULT,
            frame -> to.add(params((ByteBuf) frame)));
    assertThat(taken).isEqualTo(bytes.length);
    chunk.release();
  }

  /** Takes a server's text frame apart: its length is the last part of its header. */
  private static JsonNode params(ByteBuf frame) {
    try {
      assertThat(frame.readUnsignedByte()).isEqualTo((short) 0x81);
      long length = frame.readUnsignedByte();
      if (length == 126) {
        length = frame.readUnsignedShort();
      } else if (length == 127) {
        length = frame.readLong();
      }
      assertThat(frame.readableBytes()).isEqualTo((int) length);
      JsonNode message = Json.MAPPER.readTree(frame.toString(StandardCharsets.UTF_8));
      assertThat(message.get("method").asString()).isEqualTo("process.output");
      return message.get("params");
    } finally {
      frame.release();
    }
  }

  private static String textOf(List<JsonNode> messages) {
    StringBuilder text = new StringBuilder();
    messages.forEach(params -> text.append(params.get("data").asString()));
    return text.toString();
  }
}
