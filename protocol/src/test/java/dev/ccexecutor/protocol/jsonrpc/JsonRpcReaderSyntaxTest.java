package dev.ccexecutor.protocol.jsonrpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccexecutor.protocol.jsonrpc.JsonRpcMessage.Invalid;
import dev.ccexecutor.protocol.jsonrpc.JsonRpcMessage.Notification;
import dev.ccexecutor.protocol.jsonrpc.JsonRpcMessage.Request;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is text, what is JSON, and how much of it is read. */
@Timeout(20)
class JsonRpcReaderSyntaxTest {

  private final JsonRpcReader reader = new JsonRpcReader();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "   \n",
        "{",
        "[",
        "{\"method\":\"m\"",
        "{\"method\":\"m\"} x",
        "{\"method\":\"m\"}{\"method\":\"m\"}",
        "[] []",
        "{\"method\":\"m\",}",
        "[1,]",
        "{method:\"m\"}",
        "{'method':'m'}",
        "{\"method\":\"a\tb\"}",
        "{\"method\":\"\\x\"}",
        "{\"method\":\"\\ud8\"}",
        "// comment\n{\"method\":\"m\"}",
        "{\"id\":01,\"method\":\"m\"}",
        "{\"id\":+1,\"method\":\"m\"}",
        "{\"id\":.5,\"method\":\"m\"}",
        "{\"id\":1.,\"method\":\"m\"}",
        "{\"id\":NaN,\"method\":\"m\"}",
        "{\"id\":1e99999999999,\"method\":\"m\"}",
        "nul",
        "tru",
        "undefined"
      })
  void shouldCallWhatIsNoJsonAParseError(String text) {
    assertParseError(single(text));
  }

  @Test
  void shouldSayWhereJsonBreaks() {
    Invalid invalid = (Invalid) single("{\"method\":\"m\",\n  oops}");

    assertThat(invalid.error().message()).contains("line 2, column 3");
  }

  @Test
  void shouldReadDownToTheDeepestNestingAndNotDeeper() {
    int arrays = Json.MAX_DEPTH - 1;

    assertThat(single(nested(arrays))).isInstanceOf(Notification.class);
    assertParseError(single(nested(arrays + 1)));
    assertParseError(single("[".repeat(1_000_000)));
    assertParseError(single("{\"a\":".repeat(200_000)));
  }

  @Test
  void shouldReadTheLongestNumberAndNoLonger() {
    String longest = "9".repeat(Json.MAX_NUMBER_LENGTH);

    assertThat(single("{\"method\":\"m\",\"id\":" + longest + "}")).isInstanceOf(Request.class);
    assertParseError(single("{\"method\":\"m\",\"id\":" + longest + "9}"));
    assertParseError(single("{\"method\":\"m\",\"params\":[0." + longest + "]}"));
  }

  @Test
  void shouldReadNoNameThatIsTooLong() {
    assertParseError(single("{\"" + "n".repeat(2 * Json.MAX_NAME_LENGTH) + "\":1}"));
  }

  @Test
  void shouldReadAStringAsLongAsAMessage() {
    String text = "é".repeat(1 << 20);
    Notification notification =
        (Notification) single("{\"method\":\"m\",\"params\":[\"" + text + "\"]}");

    assertThat(notification.params().get(0).stringValue()).isEqualTo(text);
  }

  @Test
  void shouldCallBytesThatAreNoUtf8AParseError() {
    assertParseError(inQuotes(0xff));
    assertParseError(inQuotes(0xc3));
    assertParseError(inQuotes(0xc0, 0x80));
    assertParseError(inQuotes(0xed, 0xa0, 0x80));
    assertParseError(inQuotes(0xf4, 0x90, 0x80, 0x80));
    assertParseError(inQuotes(0xf5, 0x80, 0x80, 0x80));
  }

  @Test
  void shouldNotTakeOtherEncodingsForUtf8() {
    String json = "{\"method\":\"m\"}";

    assertParseError(single(json.getBytes(StandardCharsets.UTF_16LE)));
    assertParseError(single(json.getBytes(StandardCharsets.UTF_16BE)));
    assertParseError(single(json.getBytes(StandardCharsets.UTF_16)));
    assertParseError(single(json.getBytes(StandardCharsets.UTF_32)));
  }

  @Test
  void shouldPassOverAByteOrderMark() {
    assertThat(single("\uFEFF{\"method\":\"m\"}")).isEqualTo(new Notification("m", null));
  }

  private JsonRpcMessage single(String text) {
    return single(text.getBytes(StandardCharsets.UTF_8));
  }

  private JsonRpcMessage single(byte[] bytes) {
    Incoming incoming = reader.read(bytes, 0, bytes.length);
    assertThat(incoming).isInstanceOf(Incoming.Single.class);
    return ((Incoming.Single) incoming).message();
  }

  private JsonRpcMessage inQuotes(int... bytes) {
    byte[] text = new byte[bytes.length + 2];
    text[0] = '"';
    for (int i = 0; i < bytes.length; i++) {
      text[i + 1] = (byte) bytes[i];
    }
    text[bytes.length + 1] = '"';
    return single(text);
  }

  private static String nested(int arrays) {
    return "{\"method\":\"m\",\"params\":" + "[".repeat(arrays) + "]".repeat(arrays) + "}";
  }

  private static void assertParseError(JsonRpcMessage message) {
    assertThat(message).isInstanceOf(Invalid.class);
    assertThat(((Invalid) message).error().kind()).isEqualTo(ErrorKind.PARSE_ERROR);
    assertThat(((Invalid) message).id()).isNull();
  }
}
