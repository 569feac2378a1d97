package dev.ccexecutor.server.execution.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.ccexecutor.protocol.execution.SpoolMode;
import dev.ccexecutor.server.security.Principal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JournalReaderTest {
  private static final String INSTANCE =
      """
      {"type":"instance","instance_id":"i","boot_id":"b","server_version":"1",\
      "started_at":"2026-01-02T03:04:05Z"}\
      """;
  private static final String MARKER = "0123456789abcdef0123456789abcdef";
  private static final String STARTING =
      """
      {"type":"starting","execution_id":"one","principal":"ci",\
      "marker":"0123456789abcdef0123456789abcdef","fingerprint":"f","labels":{"z":"1","a":"2"},"spool":"all"}\
      """;
  private static final String STARTED =
      """
      {"type":"started","execution_id":"one","marker":"0123456789abcdef0123456789abcdef",\
      "pid":4711,"start_ticks":99,"started_at":"2026-01-02T03:04:06.007Z"}\
      """;
  private static final String ENDED =
      """
      {"type":"ended","marker":"0123456789abcdef0123456789abcdef"}\
      """;

  private static final JournalRecord.Starting STARTING_RECORD =
      new JournalRecord.Starting("one", new Principal("ci"), MARKER, "f", labels(), SpoolMode.ALL);
  private static final JournalRecord.Started STARTED_RECORD =
      new JournalRecord.Started(
          "one", MARKER, 4711, 99L, Instant.parse("2026-01-02T03:04:06.007Z"));

  @TempDir private Path directory;

  @Test
  void shouldBeNobodysInParticularWhenAnOlderServerWroteIt() throws Exception {
    JournalReader.Contents contents = read(INSTANCE, STARTING.replace("\"principal\":\"ci\",", ""));

    assertThat(contents.unended())
        .extracting(unended -> unended.starting().principal())
        .containsExactly(Principal.ANONYMOUS);
  }

  @Test
  void shouldTellTheLastOfEachExecution() throws Exception {
    JournalReader.Contents contents = read(INSTANCE, STARTING, STARTED);

    assertThat(contents.instance().bootId()).isEqualTo("b");
    assertThat(contents.unended()).containsExactly(new Unended(STARTING_RECORD, STARTED_RECORD));
    assertThat(STARTING_RECORD.labels()).containsExactly(entry("z", "1"), entry("a", "2"));
  }

  /** It may bear processes all the same. */
  @Test
  void shouldTellTheLeaderWhenTheLineBeforeCannotBeRead() throws Exception {
    assertThat(read(INSTANCE, "?", STARTED).unended())
        .containsExactly(new Unended(null, STARTED_RECORD));
  }

  @Test
  void shouldTellNothingOfWhatHasEnded() throws Exception {
    assertThat(read(INSTANCE, STARTING, STARTED, ENDED).unended()).isEmpty();
  }

  @Test
  void shouldTakeTheLinesBeforeWhenTheLastOneIsTorn() throws Exception {
    for (int length = 1; length < STARTED.length(); length++) {
      assertThat(read(INSTANCE, STARTING, STARTED.substring(0, length)).unended())
          .containsExactly(Unended.of(STARTING_RECORD));
    }
  }

  @Test
  void shouldTakeTheLinesBehindWhenOneIsNoText() throws Exception {
    Path file = write(INSTANCE);
    Files.write(file, new byte[] {(byte) 0xff, 0, (byte) 0xc3, '\n'}, StandardOpenOption.APPEND);
    Files.writeString(file, STARTING + "\n", StandardOpenOption.APPEND);

    assertThat(JournalReader.read(file).unended()).hasSize(1);
  }

  /** An empty marker would be every process's that has none; pid 1 is nobody's command. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "{\"type\":\"later\",\"marker\":\"0123456789abcdef0123456789abcdef\"}",
        "{\"type\":\"starting\",\"execution_id\":\"two\",\"marker\":\"\"}",
        "{\"type\":\"starting\",\"execution_id\":\"two\"}",
        "{\"type\":\"started\",\"execution_id\":\"two\",\"pid\":1,"
            + "\"marker\":\"ffffffffffffffffffffffffffffffff\"}",
        "{\"type\":\"instance\",\"boot_id\":\"b\",\"cgroups\":\"relative\"}"
      })
  void shouldLeaveOutLineWhenItIsNotUnderstood(String line) throws Exception {
    assertThat(read(INSTANCE, line, STARTING).unended())
        .containsExactly(Unended.of(STARTING_RECORD));
  }

  @Test
  void shouldTellNoInstanceWhenThatLineIsMissing() throws Exception {
    assertThat(read(STARTING).instance()).isNull();
  }

  private static Map<String, String> labels() {
    Map<String, String> labels = new LinkedHashMap<>();
    labels.put("z", "1");
    labels.put("a", "2");
    return labels;
  }

  private JournalReader.Contents read(String... lines) throws IOException {
    return JournalReader.read(write(lines));
  }

  private Path write(String... lines) throws IOException {
    Path file = directory.resolve("journal");
    return Files.write(file, List.of(lines), StandardCharsets.UTF_8);
  }
}
