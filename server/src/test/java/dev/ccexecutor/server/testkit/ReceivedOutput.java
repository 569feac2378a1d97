package dev.ccexecutor.server.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.zip.CRC32C;
import tools.jackson.databind.JsonNode;

/** The output of one execution, put together from text, base64 and binary messages. */
public final class ReceivedOutput {
  /**
   * A piece of a stream.
   *
   * @param offset as sent
   * @param childBytes how many bytes of the child's it stands for, as sent
   * @param bytes as received; of text its UTF-8
   */
  @SuppressWarnings("ArrayRecordComponent") // Nobody compares pieces.
  public record Piece(StreamName stream, long offset, long childBytes, byte[] bytes) {}

  private final List<Piece> pieces = new ArrayList<>();
  private final List<Received.Data> endsOfStreams = new ArrayList<>();

  private ReceivedOutput() {}

  static ReceivedOutput of(List<Received> received) {
    ReceivedOutput output = new ReceivedOutput();
    for (Received one : received) {
      if (one instanceof Received.Message message && message.isNotification("process.output")) {
        output.pieces.add(piece(message.params()));
      } else if (one instanceof Received.Data data && data.isEndOfStream()) {
        output.endsOfStreams.add(data);
      } else if (one instanceof Received.Data data) {
        output.pieces.add(piece(data));
      }
    }
    return output;
  }

  static Piece piece(JsonNode params) {
    byte[] bytes =
        params.has("data")
            ? params.get("data").asString().getBytes(StandardCharsets.UTF_8)
            : Base64.getDecoder().decode(params.get("data_base64").asString());
    return new Piece(
        StreamName.valueOf(params.get("type").asString().toUpperCase(Locale.ROOT)),
        params.get("offset").asLong(),
        params.get("bytes").asLong(),
        bytes);
  }

  static Piece piece(Received.Data data) {
    return new Piece(
        data.stream() == StreamName.STDOUT.number() ? StreamName.STDOUT : StreamName.STDERR,
        data.offset(),
        data.bytes().length,
        data.bytes());
  }

  /** All pieces of both streams, in order of arrival. */
  public List<Piece> pieces() {
    return pieces;
  }

  /** The frames that end a stream, of binary output. */
  public List<Received.Data> endsOfStreams() {
    return endsOfStreams;
  }

  public byte[] bytes(StreamName stream) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    pieces.stream()
        .filter(piece -> piece.stream() == stream)
        .forEach(piece -> bytes.writeBytes(piece.bytes()));
    return bytes.toByteArray();
  }

  public String text(StreamName stream) {
    return new String(bytes(stream), StandardCharsets.UTF_8);
  }

  /** Fails unless each stream's offsets begin at 0 and have neither hole nor overlap. */
  public ReceivedOutput assertContiguous() {
    for (StreamName stream : StreamName.values()) {
      long next = 0;
      for (Piece piece : pieces) {
        if (piece.stream() == stream) {
          assertThat(piece.offset()).as("offset of a piece of %s", stream).isEqualTo(next);
          next += piece.childBytes();
        }
      }
    }
    return this;
  }

  /**
   * Fails unless what was received is what the end record says that the child wrote. Of text only
   * where the child wrote valid UTF-8.
   */
  public void assertMatches(JsonNode completed) {
    assertContiguous();
    for (StreamName stream : StreamName.values()) {
      byte[] bytes = bytes(stream);
      JsonNode totals = completed.get(stream.wireName());
      assertThat(totals.get("bytes").asLong()).as("bytes of %s", stream).isEqualTo(bytes.length);
      assertThat(totals.get("crc32c").asString())
          .as("checksum of %s", stream)
          .isEqualTo(crc32c(bytes));
    }
  }

  /** Eight hex digits. */
  public static String crc32c(byte[] bytes) {
    CRC32C checksum = new CRC32C();
    checksum.update(bytes);
    return "%08x".formatted(checksum.getValue());
  }
}
