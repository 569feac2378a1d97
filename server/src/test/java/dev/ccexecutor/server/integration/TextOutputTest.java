package dev.ccexecutor.server.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccexecutor.server.testkit.CuedWriter;
import dev.ccexecutor.server.testkit.ReceivedOutput;
import dev.ccexecutor.server.testkit.RunningTestServer;
import dev.ccexecutor.server.testkit.StreamName;
import dev.ccexecutor.server.testkit.TestClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

@Timeout(60)
class TextOutputTest {
  private static final String REPLACEMENT = "\ufffd";

  @RegisterExtension static final RunningTestServer SERVER = RunningTestServer.withSettings();

  @TempDir Path directory;

  private TestClient client;

  @BeforeEach
  void connect() throws Exception {
    client = SERVER.connect();
  }

  @Test
  void shouldSendCharactersWholeWhenReadsSplitThemAnywhere() throws Exception {
    String text = "aé€😀z";
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    CuedWriter writer = CuedWriter.start(client, directory);
    try (writer) {
      for (int split = 1; split < bytes.length; split++) {
        writer.write(Arrays.copyOf(bytes, split));
        writer.write(Arrays.copyOfRange(bytes, split, bytes.length));
      }
      for (byte one : bytes) {
        writer.write(one);
      }
    }

    ReceivedOutput output = writer.command().output();
    assertThat(output.text(StreamName.STDOUT)).isEqualTo(text.repeat(bytes.length));
    assertThat(output.pieces())
        .allSatisfy(piece -> assertThat(piece.childBytes()).isEqualTo(piece.bytes().length));
    output.assertMatches(writer.command().awaitCompleted());
  }

  /** As the WHATWG decoder has it, and the Unicode Standard in its table 3-8; * is U+FFFD. */
  @ParameterizedTest
  @CsvSource({
    "80, *",
    "c328, *(",
    "c0af, **",
    "e08080, ***",
    "e28241, *A",
    "eda080, ***",
    "f09f9841, *A",
    "f4908080, ****",
    "fe41ff, *A*",
    "61f18080e180c262806380bf64, a***b*c**d",
    "41c3, A*",
    "41e282, A*",
    "f09f98, *",
  })
  void shouldReplaceEachMaximalSubpartWhenBytesAreNoUtf8(String hex, String shown)
      throws Exception {
    byte[] bytes = HexFormat.of().parseHex(hex);
    String expected = shown.replace("*", REPLACEMENT);

    CuedWriter whole = CuedWriter.start(client, directory.resolve(newDirectory("whole")));
    try (whole) {
      whole.write(bytes);
    }
    CuedWriter pieces = CuedWriter.start(client, directory.resolve(newDirectory("pieces")));
    try (pieces) {
      for (byte one : bytes) {
        pieces.write(one);
      }
    }

    assertShown(whole, expected, bytes);
    assertShown(pieces, expected, bytes);
  }

  private String newDirectory(String name) {
    client.run("mkdir '" + directory.resolve(name) + "'");
    return name;
  }

  private static void assertShown(CuedWriter writer, String expected, byte[] bytes) {
    ReceivedOutput output = writer.command().output().assertContiguous();
    assertThat(output.text(StreamName.STDOUT)).isEqualTo(expected);
    assertThat(output.pieces().stream().mapToLong(ReceivedOutput.Piece::childBytes).sum())
        .isEqualTo(bytes.length);
    JsonNode totals = writer.command().awaitCompleted().get("stdout");
    assertThat(totals.get("bytes").asInt()).isEqualTo(bytes.length);
    assertThat(totals.get("crc32c").asString()).isEqualTo(ReceivedOutput.crc32c(bytes));
  }

  @Test
  void shouldArriveUnchangedWhenTextHasControlCharacters() throws Exception {
    byte[] ascii = new byte[128];
    for (int i = 0; i < ascii.length; i++) {
      ascii[i] = (byte) i;
    }
    byte[] special = "\u0080\u2028\u2029\ufeff\uffff\"\\</script>".getBytes(StandardCharsets.UTF_8);
    CuedWriter writer = CuedWriter.start(client, directory);
    try (writer) {
      writer.write(ascii);
      writer.write(special);
    }

    ReceivedOutput output = writer.command().output();
    assertThat(output.text(StreamName.STDOUT))
        .isEqualTo(
            new String(ascii, StandardCharsets.US_ASCII)
                + new String(special, StandardCharsets.UTF_8));
    output.assertMatches(writer.command().awaitCompleted());
  }

  @Test
  void shouldStayBelowLargestMessageWhenEveryByteMustBeEscaped() {
    JsonNode completed =
        client
            .run("head -c 3000000 /dev/zero; head -c 1000000 /dev/zero | tr '\\000' '\\377' >&2")
            .awaitCompleted();

    assertThat(completed.get("stdout").get("bytes").asInt()).isEqualTo(3_000_000);
    assertThat(completed.get("stderr").get("bytes").asInt()).isEqualTo(1_000_000);
    assertThat(client.inbox().all()).noneMatch(one -> one.toString().length() > 1024 * 1024);
  }
}
