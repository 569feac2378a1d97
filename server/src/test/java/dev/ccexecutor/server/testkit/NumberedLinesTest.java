package dev.ccexecutor.server.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a counting child writes is what the tests expect of it. */
@Timeout(60)
class NumberedLinesTest {
  private static final NumberedLines LINES = new NumberedLines(1234);

  @RegisterExtension static final RunningTestServer SERVER = RunningTestServer.withSettings();

  @Test
  void shouldKnowTheBytesAtEveryOffset() {
    byte[] all = LINES.toBytes();

    assertThat(all)
        .hasSize((int) LINES.bytes())
        .startsWith("000000000000001\n".getBytes(StandardCharsets.US_ASCII))
        .endsWith("000000000001234\n".getBytes(StandardCharsets.US_ASCII));
    for (int from = 0; from < all.length; from += 777) {
      byte[] rest = Arrays.copyOfRange(all, from, all.length);
      int offset = from;
      assertThatCode(() -> LINES.assertAt(offset, rest)).doesNotThrowAnyException();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 14, 15, 16, 1000})
  void shouldFailOnAWrongByteAndOnAMissingLine(int wrong) {
    byte[] bytes = LINES.toBytes();
    bytes[wrong]++;
    byte[] late = Arrays.copyOfRange(LINES.toBytes(), NumberedLines.LINE_BYTES, bytes.length);

    assertThatThrownBy(() -> LINES.assertAt(0, bytes)).isInstanceOf(AssertionError.class);
    assertThatThrownBy(() -> LINES.assertAt(0, late)).hasMessageContaining("000000000000001");
  }

  @Test
  void shouldFailOnMoreThanTheChildWrites() {
    byte[] more = new NumberedLines(LINES.count() + 1).toBytes();

    assertThatThrownBy(() -> LINES.assertAt(0, more)).isInstanceOf(AssertionError.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"text", "base64", "binary"})
  void shouldBeWhatAChildWritesInEveryForm(String form) throws Exception {
    for (Map<String, ?> program :
        List.of(
            Map.of("argv", LINES.argv()),
            Map.of("command", LINES.command()),
            Map.of("command", LINES.commandInBursts(500, 0.01)))) {
      GatheredOutput output = gathered(program, form);

      output.assertMatchesEnd();
      LINES.assertAt(0, output.bytes(StreamName.STDOUT));
      assertThat(output.length(StreamName.STDOUT)).isEqualTo(LINES.bytes());
      assertThat(ReceivedOutput.crc32c(output.bytes(StreamName.STDOUT))).isEqualTo(LINES.crc32c());
    }
  }

  @Test
  void shouldBeWhatAChildWritesToBothOutputs() throws Exception {
    GatheredOutput output = gathered(Map.of("command", LINES.commandForBothOutputs()), "binary");

    output.assertMatchesEnd();
    assertThat(output.bytes(StreamName.STDOUT)).isEqualTo(LINES.toBytes());
    assertThat(output.bytes(StreamName.STDERR)).isEqualTo(LINES.toBytes());
  }

  private static GatheredOutput gathered(Map<String, ?> program, String form) throws Exception {
    Map<String, Object> params = new HashMap<>(program);
    params.put("output", form);
    GatheredOutput output = new GatheredOutput();
    output.beginWith(SERVER.connect().execute(params));
    output.takeInToEnd();
    return output;
  }
}
