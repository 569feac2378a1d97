package dev.ccexecutor.server.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.ccexecutor.protocol.jsonrpc.Json;
import dev.ccexecutor.server.testkit.Deadline;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

@Timeout(60)
class FileAuditLogTest {
  private static final long LARGE = 1L << 30;

  @TempDir private Path directory;

  private Path file;
  private AuditLog audit;

  @BeforeEach
  void nameFile() {
    file = directory.resolve("audit");
  }

  @AfterEach
  void close() throws InterruptedException {
    if (audit != null) {
      audit.close();
    }
  }

  private void open(long maxBytes, int olderFiles, boolean refuses) throws IOException {
    audit = new FileAuditLog(file, maxBytes, olderFiles, refuses);
  }

  private void write(int number) {
    audit.write(AuditEntry.of("thing").with("number", number).with("nothing", null).build());
  }

  private static List<JsonNode> lines(Path file) throws IOException {
    return Files.readAllLines(file).stream().map(Json.MAPPER::readTree).toList();
  }

  private List<JsonNode> awaitLines(int count) throws IOException {
    Deadline.await(count + " lines").until(() -> Files.readAllLines(file).size() >= count);
    return lines(file);
  }

  @Test
  void shouldWriteEachEntryInOrderToAFileOfItsOwnersAlone() throws Exception {
    open(LARGE, 1, false);

    for (int number = 0; number < 1000; number++) {
      write(number);
    }

    List<JsonNode> lines = awaitLines(1000);
    for (int number = 0; number < 1000; number++) {
      JsonNode line = lines.get(number);
      assertThat(line.get("event").asString()).isEqualTo("thing");
      assertThat(line.get("number").asInt()).isEqualTo(number);
      assertThat(line.get("sequence").asInt()).isEqualTo(number + 1);
      assertThat(line.get("time").asString()).matches("\\d{4}-\\d\\d-\\d\\dT.*Z");
      assertThat(line.has("nothing")).isFalse();
    }
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  @Test
  void shouldTellLengthAndDigestWhenArgumentsAreLong() throws Exception {
    open(LARGE, 1, false);
    List<String> argv = List.of("echo", "ä".repeat(100_000), "last");

    audit.write(AuditEntry.of("thing").argv(argv).build());
    audit.write(AuditEntry.of("thing").argv(List.of("echo", "short\n")).build());

    List<JsonNode> lines = awaitLines(2);
    byte[] all = String.join("\0", argv).getBytes(StandardCharsets.UTF_8);
    JsonNode cut = lines.getFirst();
    assertThat(cut.get("argv").size()).isEqualTo(2);
    assertThat(cut.get("argv").get(1).asString()).matches("ä{1000,9000}");
    assertThat(cut.get("argv_words").asInt()).isEqualTo(3);
    assertThat(cut.get("argv_bytes").asInt()).isEqualTo(all.length);
    assertThat(cut.get("argv_sha256").asString())
        .isEqualTo(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(all)));
    assertThat(lines.get(1).get("argv").get(1).asString()).isEqualTo("short\n");
    assertThat(lines.get(1).has("argv_sha256")).isFalse();
  }

  @Test
  void shouldKeepSoManyOlderFilesWhenOneIsFull() throws Exception {
    open(2_000, 2, false);

    for (int number = 0; number < 200; number++) {
      write(number);
      if (number % 5 == 4) {
        awaitNumber(number);
      }
    }

    List<Integer> numbers = new ArrayList<>();
    for (Path one : List.of(Path.of(file + ".2"), Path.of(file + ".1"), file)) {
      assertThat(Files.size(one)).isBetween(1L, 2_000L);
      lines(one).forEach(line -> numbers.add(line.get("number").asInt()));
    }
    assertThat(numbers).hasSizeGreaterThan(20).isSorted().doesNotHaveDuplicates().endsWith(199);
    assertThat(Path.of(file + ".3")).doesNotExist();
  }

  private void awaitNumber(int number) {
    Deadline.await("line " + number)
        .until(() -> textUnlessRotated().contains("\"number\":" + number + "}"));
  }

  /** For a moment in a rotation there is no file of this name. */
  private String textUnlessRotated() throws IOException {
    try {
      return Files.readString(file);
    } catch (NoSuchFileException e) {
      return "";
    }
  }

  @Test
  void shouldGoOnInANewFileWhenSomebodyRenamesIt() throws Exception {
    open(LARGE, 1, false);
    write(1);
    awaitLines(1);

    Files.move(file, directory.resolve("rotated"));
    write(2);

    Deadline.await("a new file").until(() -> Files.exists(file) && Files.size(file) > 0);
    assertThat(lines(file).getFirst().get("number").asInt()).isEqualTo(2);
    assertThat(lines(directory.resolve("rotated"))).hasSize(1);
  }

  /** A directory in its place can't be written to by anybody, root neither. */
  @Test
  void shouldWriteWhatWaitedAndCountWhatWasLostWhenItCanBeWrittenAgain() throws Exception {
    open(LARGE, 1, true);
    write(0);
    awaitLines(1);
    Files.move(file, directory.resolve("before"));
    Files.createDirectory(file);
    String word = "x".repeat(1_000_000);
    int many = 2 + (int) (FileAuditLog.MAX_WAITING_BYTES / word.length());

    assertThat(audit.mayBegin()).isTrue();
    for (int number = 0; number < many; number++) {
      audit.write(AuditEntry.of("large").argv(List.of(word)).build());
    }
    assertThat(audit.mayBegin()).isFalse();
    Files.delete(file);

    Deadline.await("the number of those that were lost")
        .until(() -> Files.isRegularFile(file) && Files.readString(file).contains("entries_lost"));
    List<JsonNode> lines = lines(file);
    int large = Collections.frequency(events(lines), "large");
    long lost = lines.stream().mapToLong(line -> line.path("lost").asLong()).sum();
    assertThat(large).isPositive();
    assertThat(lost).isPositive();
    Deadline.await("the rest")
        .until(() -> Collections.frequency(events(lines(file)), "large") + lost == many);
    assertThat(audit.mayBegin()).isTrue();
  }

  private static List<String> events(List<JsonNode> lines) {
    return lines.stream().map(line -> line.get("event").asString()).toList();
  }

  @Test
  void shouldWriteWhatWaitsWhenItIsClosed() throws Exception {
    open(LARGE, 1, false);
    for (int number = 0; number < 5_000; number++) {
      write(number);
    }

    audit.close();

    assertThat(lines(file)).hasSize(5_000);
  }

  @Test
  void shouldNotOpenWhenThereIsALinkOrNoDirectory() throws Exception {
    Files.createSymbolicLink(file, directory.resolve("elsewhere"));
    assertThatThrownBy(() -> open(LARGE, 1, false)).isInstanceOf(IOException.class);
    file = directory.resolve("no/such");
    assertThatThrownBy(() -> open(LARGE, 1, false)).isInstanceOf(IOException.class);
  }

  @Test
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void shouldNotOpenWhenThereIsAPipe() throws Exception {
    assertThat(new ProcessBuilder("mkfifo", file.toString()).start().waitFor()).isZero();

    assertThatThrownBy(() -> open(LARGE, 1, false)).hasMessageContaining("is no regular file");
  }

  @Test
  void shouldGoOnInALineOfItsOwnWhenTheLastOneIsTorn() throws Exception {
    Files.writeString(file, "{\"event\":\"half");
    open(LARGE, 1, false);
    write(1);
    audit.close();

    List<String> written = Files.readAllLines(file);
    assertThat(written).hasSize(2);
    assertThat(written.getFirst()).isEqualTo("{\"event\":\"half");
    assertThat(Json.MAPPER.readTree(written.getLast()).get("sequence").asLong()).isEqualTo(1);
  }

  @Test
  void shouldBeItsOwnersOnlyWhenItWasThereForOthersToo() throws Exception {
    Files.createFile(file);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
    open(LARGE, 1, false);

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  @Test
  void shouldGoOnWhenAWordIsNoUnicodeText() throws Exception {
    open(LARGE, 1, false);

    audit.write(AuditEntry.of("odd").argv(List.of("half \ud83d a pair")).build());
    audit.write(AuditEntry.of("cut").argv(List.of("x" + "\ud83d\ude00".repeat(5000))).build());
    write(1);

    List<JsonNode> lines = awaitLines(3);
    assertThat(lines)
        .extracting(line -> line.get("event").asString())
        .containsExactly("odd", "cut", "thing");
    assertThat(lines.get(1).get("argv_bytes").asInt()).isEqualTo(1 + 5000 * 4);
  }

  @Test
  void shouldWriteAgainWhenAnEntryCouldNotBeRenderedAtFirst() throws Exception {
    open(LARGE, 1, false);
    AtomicInteger failures = new AtomicInteger(2);

    audit.write(AuditEntry.of("odd").with("member", new FailsAtFirst(failures)).build());
    write(1);

    List<JsonNode> lines = awaitLines(2);
    assertThat(lines.getFirst().get("member").get("value").asInt()).isEqualTo(7);
    assertThat(failures).hasNegativeValue();
  }

  /** A value that Jackson can't write the first times. */
  record FailsAtFirst(@JsonIgnore AtomicInteger failures) {
    @JsonProperty("value")
    int value() {
      if (failures.getAndDecrement() > 0) {
        throw new IllegalStateException("not yet");
      }
      return 7;
    }
  }
}
