package dev.ccexecutor.server.session.output;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccexecutor.protocol.jsonrpc.Json;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The places where words of eight bytes meet what is special. Each array is as small as it may be,
 * so that a word too far is an error, and what lies behind the text would finish a character.
 */
@Timeout(value = 1, unit = TimeUnit.MINUTES)
class JsonTextTest {
  private static final int READ_BYTES = 64 * 1024;
  private static final int LONGEST_UNFINISHED = 3;

  /** More than a block, so that what is special lies in one, at its edges, and behind the last. */
  private static final int WORDS = 9 * Long.BYTES;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "22",
        "5c",
        "0a",
        "00",
        "1f",
        "20",
        "21",
        "7f",
        "c3a9",
        "e282ac",
        "f09f9880",
        "ff",
        "80",
        "c3",
        "e282",
        "f09f98",
        "eda0",
        "2f5c225b",
        "e4b896e7958c",
        "c3a922",
        "0ac3a9",
      })
  void shouldTreatWhatIsSpecialAlikeAtEachPlaceOfAWord(String hex) {
    byte[] special = HexFormat.of().parseHex(hex);
    for (int before = 0; before < WORDS; before++) {
      for (int after = 0; after < WORDS; after++) {
        byte[] text = concatenated("a".repeat(before), special, "z".repeat(after));
        assertThat(unescaped(text))
            .as("%s with %s before and %s behind", hex, before, after)
            .isEqualTo(WhatwgUtf8Decoder.decode(text));
      }
    }
  }

  @Test
  void shouldAgreeWithTheDecoderOnAllBytesSideBySide() {
    ByteArrayOutputStream pairs = new ByteArrayOutputStream();
    for (int first = 0; first < 0x100; first++) {
      for (int second = 0; second < 0x100; second++) {
        pairs.write(first);
        pairs.write(second);
      }
    }
    byte[] text = pairs.toByteArray();
    assertThat(unescaped(text)).isEqualTo(WhatwgUtf8Decoder.decode(text));
  }

  /** All leads with all bytes behind them, and at the further places the limits of what may be. */
  @Test
  void shouldAgreeWithTheDecoderOnAllSequences() {
    int[] limits = {'y', 0x7f, 0x80, 0xbf, 0xc0, 0xe1};
    for (int lead = 0x80; lead < 0x100; lead++) {
      ByteArrayOutputStream sequences = new ByteArrayOutputStream();
      for (int second = 0; second < 0x100; second++) {
        for (int third : limits) {
          for (int fourth : limits) {
            sequences.writeBytes(
                new byte[] {(byte) lead, (byte) second, (byte) third, (byte) fourth, 'z'});
          }
        }
      }
      byte[] text = sequences.toByteArray();
      assertThat(unescaped(text)).as("lead %x", lead).isEqualTo(WhatwgUtf8Decoder.decode(text));
    }
  }

  @Test
  void shouldAgreeWithTheDecoderOnEachCharacterThereIs() {
    StringBuilder all = new StringBuilder();
    for (int character = 0; character <= Character.MAX_CODE_POINT; character++) {
      if (character < Character.MIN_SURROGATE || character > Character.MAX_SURROGATE) {
        all.appendCodePoint(character);
      }
    }
    byte[] text = all.toString().getBytes(StandardCharsets.UTF_8);
    assertThat(unescaped(text).contentEquals(all)).isTrue();
  }

  @Test
  void shouldAgreeWithTheDecoderOnRandomBytesWhichAreRarelySpecial() {
    Random random = new Random(11);
    for (int round = 0; round < 2_000; round++) {
      byte[] text = "n".repeat(random.nextInt(200)).getBytes(StandardCharsets.US_ASCII);
      for (int special = random.nextInt(12); special > 0 && text.length > 0; special--) {
        text[random.nextInt(text.length)] = (byte) random.nextInt(0x100);
      }
      assertThat(unescaped(text)).isEqualTo(WhatwgUtf8Decoder.decode(text));
    }
  }

  @Test
  void shouldAgreeWithTheDecoderOnRandomCharactersOfWhichAFewAreSpoiled() {
    Random random = new Random(12);
    int[] limits = {0x80, 0x800, 0x1_0000, Character.MAX_CODE_POINT + 1};
    for (int round = 0; round < 5_000; round++) {
      StringBuilder characters = new StringBuilder();
      for (int i = random.nextInt(100); i > 0; i--) {
        characters.appendCodePoint(random.nextInt(limits[random.nextInt(limits.length)]));
      }
      byte[] text = characters.toString().getBytes(StandardCharsets.UTF_8);
      for (int spoiled = random.nextInt(4); spoiled > 0 && text.length > 0; spoiled--) {
        text[random.nextInt(text.length)] = (byte) random.nextInt(0x100);
      }
      assertThat(unescaped(text)).isEqualTo(WhatwgUtf8Decoder.decode(text));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {READ_BYTES, READ_BYTES + LONGEST_UNFINISHED})
  void shouldHaveRoomForAReadOfTheLongestEscapes(int bytes) {
    assertThat(escaped(new byte[bytes], bytes)).isEqualTo("\\u0000".repeat(bytes));
  }

  @ParameterizedTest
  @ValueSource(ints = {READ_BYTES, READ_BYTES + LONGEST_UNFINISHED})
  void shouldHaveRoomForAReadOfWhatIsNoUtf8(int bytes) {
    byte[] text = new byte[bytes];
    Arrays.fill(text, (byte) 0xff);
    assertThat(escaped(text, bytes)).isEqualTo("\uFFFD".repeat(bytes));
  }

  @Test
  void shouldUseTheShortEscapesWhereThereAreSome() {
    byte[] text = "\b\f\n\r\t\"\\/\u0001\u001f\u007f".getBytes(StandardCharsets.US_ASCII);
    assertThat(escaped(text, text.length))
        .isEqualTo("\\b\\f\\n\\r\\t\\\"\\\\/\\u0001\\u001f\u007f");
  }

  @ParameterizedTest
  @ValueSource(strings = {"c3", "e2", "e282", "f0", "f09f", "f09f98"})
  void shouldLeaveACharacterThatTheEndCutsOffThoughTheArrayGoesOn(String hex) {
    byte[] unfinished = HexFormat.of().parseHex(hex);
    for (int before = 0; before < WORDS; before++) {
      byte[] text = concatenated("a".repeat(before), unfinished, "");
      assertThat(escaped(text, before)).isEqualTo("a".repeat(before));
    }
  }

  /** What a JSON parser reads, with U+FFFD for a character that the end cuts off. */
  private static String unescaped(byte[] text) {
    FrameBuffer message = empty();
    int taken = JsonText.append(withSlack(text), text.length, message);
    if (taken < text.length) {
      JsonText.appendReplacement(message);
    }
    return Json.MAPPER.readTree("\"" + contentOf(message) + "\"").asString();
  }

  private static String escaped(byte[] text, int expectedTaken) {
    FrameBuffer message = empty();
    int taken = JsonText.append(withSlack(text), text.length, message);
    assertThat(taken).isEqualTo(expectedTaken);
    return contentOf(message);
  }

  /** A buffer that grows to what is asked for and no further. */
  private static FrameBuffer empty() {
    FrameBuffer message = FrameBuffer.start();
    message.bytes = new byte[0];
    return message;
  }

  private static byte[] withSlack(byte[] text) {
    byte[] array = Arrays.copyOf(text, text.length + Long.BYTES);
    Arrays.fill(array, text.length, array.length, (byte) 0x98);
    return array;
  }

  private static String contentOf(FrameBuffer message) {
    return new String(message.bytes, 0, message.end, StandardCharsets.UTF_8);
  }

  private static byte[] concatenated(String before, byte[] middle, String after) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(before.getBytes(StandardCharsets.US_ASCII));
    bytes.writeBytes(middle);
    bytes.writeBytes(after.getBytes(StandardCharsets.US_ASCII));
    return bytes.toByteArray();
  }
}
