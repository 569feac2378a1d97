package dev.ccexecutor.server.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The judge of the tests that cut clients off must itself not let anything pass. */
@Timeout(10)
class GatheredOutputTest {
  private final GatheredOutput output = new GatheredOutput();

  @BeforeEach
  void begin() {
    output.continueWith(null, 0, 0);
  }

  @Test
  void shouldPutTogetherWhatComesOnSeveralConnections() {
    output.take(text(0, "abc"));
    output.take(data(2, 0, "x"));
    output.take(text(3, "de"));
    output.continueWith(null, 4, 1);
    output.take(base64(4, "ZWY="));
    output.take(completed(6, crc("abcdef"), 1, crc("x")));

    assertThat(new String(output.bytes(StreamName.STDOUT), StandardCharsets.US_ASCII))
        .isEqualTo("abcdef");
    assertThat(output.offsets()).containsEntry("stdout", 6L).containsEntry("stderr", 1L);
    output.assertMatchesEnd();
  }

  @Test
  void shouldFailOnAHole() {
    output.take(text(0, "abc"));

    assertThatThrownBy(() -> output.take(text(4, "e"))).hasMessageContaining("3 is next");
    assertThatThrownBy(() -> output.continueWith(null, 4, 0)).isInstanceOf(AssertionError.class);
  }

  @Test
  void shouldFailOnAByteTwiceOnOneConnection() {
    output.take(text(0, "abc"));

    assertThatThrownBy(() -> output.take(text(2, "cd"))).hasMessageContaining("3 is next");
  }

  @Test
  void shouldFailOnOtherBytesThanBefore() {
    output.take(text(0, "abc"));
    output.continueWith(null, 1, 0);

    assertThatThrownBy(() -> output.take(text(1, "bx"))).hasMessageContaining("the byte at 2");
  }

  @Test
  void shouldAccountForGapsAndFillThemLater() {
    output.take(text(0, "abc"));
    output.take(gap(3, 5));
    output.take(text(5, "f"));
    output.take(completed(6, crc("abcdef"), 0, crc("")));

    output.assertAccountsForEnd();
    assertThat(output.missingBytes(StreamName.STDOUT)).isEqualTo(2);
    assertThat(output.isMissing(StreamName.STDOUT, 4)).isTrue();
    assertThatThrownBy(output::assertMatchesEnd).isInstanceOf(AssertionError.class);

    output.continueWith(null, 3, 0);
    output.take(text(3, "de"));
    output.take(text(5, "f"));
    output.assertMatchesEnd();
  }

  @Test
  void shouldFailOnAGapInTheWrongPlace() {
    output.take(text(0, "abc"));

    assertThatThrownBy(() -> output.take(gap(4, 5))).hasMessageContaining("3 is next");
    assertThatThrownBy(() -> output.take(gap(3, 3))).hasMessageContaining("a gap from 3 to 3");
  }

  @Test
  void shouldFailOnAnythingBehindTheEnd() {
    output.take(new Received.Data(1, 2, 1, 1, 0, new byte[0]));
    assertThatThrownBy(() -> output.take(data(2, 0, "x"))).hasMessageContaining("behind the end");

    output.take(completed(0, crc(""), 0, crc("")));
    assertThatThrownBy(() -> output.take(text(0, "a"))).hasMessageContaining("process.completed");
  }

  @Test
  void shouldFailOnAnythingBehindDetached() {
    output.take(message("{'method':'process.detached','params':{'reason':'taken'}}"));

    assertThatThrownBy(() -> output.take(text(0, "a"))).hasMessageContaining("process.detached");
  }

  @Test
  void shouldFailWhereTotalsOrChecksumsDiffer() {
    output.take(text(0, "abc"));
    output.take(completed(4, crc("abcd"), 0, crc("")));
    assertThatThrownBy(output::assertAccountsForEnd).isInstanceOf(AssertionError.class);

    GatheredOutput other = new GatheredOutput();
    other.continueWith(null, 0, 0);
    other.take(text(0, "abc"));
    other.take(completed(3, crc("abd"), 0, crc("")));
    assertThatThrownBy(other::assertMatchesEnd).hasMessageContaining("checksum");
  }

  @Test
  void shouldFailOnATextThatIsNotWhatTheChildWrote() {
    Received replaced =
        message(
            "{'method':'process.output','params':"
                + "{'type':'stdout','data':'\uFFFD','offset':0,'bytes':1}}");

    assertThatThrownBy(() -> output.take(replaced)).hasMessageContaining("stands for 1");
  }

  @Test
  void shouldFailOnAnotherEndRecordThanBefore() {
    output.take(completed(0, crc(""), 0, crc("")));
    output.continueWith(null, 0, 0);

    assertThatThrownBy(() -> output.take(completed(1, crc("x"), 0, crc(""))))
        .isInstanceOf(AssertionError.class);
  }

  private static String crc(String text) {
    return ReceivedOutput.crc32c(text.getBytes(StandardCharsets.US_ASCII));
  }

  private static Received text(long offset, String text) {
    return message(
        "{'method':'process.output','params':{'type':'stdout','data':'%s','offset':%d,'bytes':%d}}"
            .formatted(text, offset, text.length()));
  }

  private static Received base64(long offset, String base64) {
    return message(
        ("{'method':'process.output','params':"
                + "{'type':'stdout','data_base64':'%s','offset':%d,'bytes':2}}")
            .formatted(base64, offset));
  }

  private static Received gap(long from, long to) {
    return message(
        "{'method':'process.gap','params':{'type':'stdout','from':%d,'to':%d,'reason':'dropped'}}"
            .formatted(from, to));
  }

  private static Received completed(long stdout, String stdoutCrc, long stderr, String stderrCrc) {
    return message(
        ("{'method':'process.completed','params':{'stdout':{'bytes':%d,'crc32c':'%s'},"
                + "'stderr':{'bytes':%d,'crc32c':'%s'}}}")
            .formatted(stdout, stdoutCrc, stderr, stderrCrc));
  }

  private static Received data(int stream, long offset, String bytes) {
    return new Received.Data(1, stream, 0, 1, offset, bytes.getBytes(StandardCharsets.US_ASCII));
  }

  private static Received message(String json) {
    return new Received.Message(TestClient.json(json));
  }
}
