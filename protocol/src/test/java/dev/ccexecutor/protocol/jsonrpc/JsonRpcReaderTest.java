package dev.ccexecutor.protocol.jsonrpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccexecutor.protocol.jsonrpc.JsonRpcMessage.Invalid;
import dev.ccexecutor.protocol.jsonrpc.JsonRpcMessage.Notification;
import dev.ccexecutor.protocol.jsonrpc.JsonRpcMessage.Request;
import dev.ccexecutor.protocol.jsonrpc.JsonRpcMessage.Response;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

@Timeout(20)
class JsonRpcReaderTest {

  private final JsonRpcReader reader = new JsonRpcReader();

  @Test
  void shouldReadARequest() {
    JsonRpcMessage message =
        single(
            "{\"jsonrpc\":\"2.0\",\"method\":\"execute\",\"params\":{\"command\":\"ls\"},\"id\":1}");

    assertThat(message).isInstanceOf(Request.class);
    Request request = (Request) message;
    assertThat(request.method()).isEqualTo("execute");
    assertThat(request.params().get("command").stringValue()).isEqualTo("ls");
    assertThat(request.id().intValue()).isEqualTo(1);
  }

  @Test
  void shouldAcceptWhatOldClientsSendWithoutVersion() {
    JsonRpcMessage message =
        single("{\"method\":\"execute\",\"params\":{\"command\":\"ls\"},\"id\":1}");

    assertThat(message).isInstanceOf(Request.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0",
        "1",
        "-7",
        "1.0",
        "1.10",
        "0.5",
        "9007199254740993",
        "9223372036854775808",
        "123456789012345678901234567890123456789012345678901234567890",
        "\"\"",
        "\"a\"",
        "\"1\"",
        "\"é😀\"",
        "\"a\\nb\""
      })
  void shouldEchoAnIdAsItCame(String id) {
    Request request = (Request) single("{\"method\":\"m\",\"id\":" + id + "}");

    assertThat(request.id().toString()).isEqualTo(id);
  }

  @ParameterizedTest
  @CsvSource({"1e3, 1E+3", "-0, 0", "1e999999999, 1E+999999999", "1e-999999999, 1E-999999999"})
  void shouldKeepTheValueOfANumberWrittenInAnUnusualWay(String id, String echoed) {
    Request request = (Request) single("{\"method\":\"m\",\"id\":" + id + "}");

    assertThat(request.id().toString()).isEqualTo(echoed);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"jsonrpc\":\"2.0\",\"method\":\"pong\"}",
        "{\"method\":\"pong\"}",
        "{\"method\":\"pong\",\"id\":null}"
      })
  void shouldTakeACallWithoutIdForANotification(String json) {
    assertThat(single(json)).isEqualTo(new Notification("pong", null));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"result\":{},\"id\":1}",
        "{\"jsonrpc\":\"2.0\",\"error\":{\"code\":1,\"message\":\"m\"},\"id\":1}",
        "{\"result\":null,\"id\":1}",
        "{\"error\":null,\"result\":5,\"id\":1}"
      })
  void shouldTakeAnObjectWithAnOutcomeForAResponse(String json) {
    assertThat(single(json)).isInstanceOf(Response.class);
    assertThat(((Response) single(json)).id().intValue()).isEqualTo(1);
  }

  @Test
  void shouldTakeACallForACallWhenItHasAnOutcomeToo() {
    assertThat(single("{\"method\":\"m\",\"result\":1,\"id\":1}")).isInstanceOf(Request.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"true", "false", "{}", "[]", "[1]", "{\"a\":1}"})
  void shouldRefuseAnIdOfAnotherType(String id) {
    assertInvalidRequest(single("{\"method\":\"m\",\"id\":" + id + "}"), null);
  }

  @Test
  void shouldRefuseAnIdThatIsTooLong() {
    String longest = "i".repeat(256);

    assertThat(single("{\"method\":\"m\",\"id\":\"" + longest + "\"}")).isInstanceOf(Request.class);
    assertInvalidRequest(single("{\"method\":\"m\",\"id\":\"" + longest + "i\"}"), null);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"1.0\"", "\"2\"", "2.0", "null", "true", "{}", "\"2.0 \""})
  void shouldRefuseAnotherVersion(String version) {
    assertInvalidRequest(single("{\"jsonrpc\":" + version + ",\"method\":\"m\",\"id\":7}"), "7");
    assertInvalidRequest(single("{\"jsonrpc\":" + version + ",\"method\":\"m\"}"), null);
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "1", "true", "[\"m\"]", "{}"})
  void shouldRefuseAMethodThatIsNoString(String method) {
    assertInvalidRequest(single("{\"method\":" + method + ",\"id\":\"x\"}"), "\"x\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "1", "true", "\"ls\""})
  void shouldRefuseParamsThatAreNoContainer(String params) {
    String call = "{\"method\":\"m\",\"params\":" + params;

    assertInvalidRequest(single(call + ",\"id\":1}"), "1");
    assertInvalidRequest(single(call + "}"), null);
  }

  @Test
  void shouldLeaveParamsThatAreAnArrayToTheMethod() {
    Request request = (Request) single("{\"method\":\"m\",\"params\":[1],\"id\":1}");

    assertThat(request.params().isArray()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"id\":1}", "null", "1", "\"execute\"", "true"})
  void shouldRefuseWhatIsNoMessage(String json) {
    JsonRpcMessage message = single(json);

    assertInvalidRequest(message, json.contains("id") ? "1" : null);
  }

  /** Whoever else reads it may go by the first. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"method\":\"a\",\"method\":\"b\"}",
        "{\"method\":\"a\",\"method\":\"a\",\"id\":1}",
        "{\"method\":\"m\",\"params\":{\"argv\":[\"a\"],\"argv\":[\"b\"]}}",
        "{\"method\":\"m\",\"params\":{\"env\":{\"A\":\"1\",\"B\":\"\",\"\\u0041\":\"2\"}}}",
        "[{\"method\":\"a\"},{\"method\":\"b\",\"id\":1,\"id\":2}]"
      })
  void shouldRefuseAnObjectThatHasANameTwice(String json) {
    Invalid invalid = (Invalid) single(json);

    assertThat(invalid.id()).isNull();
    assertThat(invalid.error().kind()).isEqualTo(ErrorKind.PARSE_ERROR);
    assertThat(invalid.error().message()).contains("a name that an object has twice");
  }

  @Test
  void shouldTakeANameThatTwoObjectsHave() {
    assertThat(batch("[{\"method\":\"a\"},{\"method\":\"a\",\"params\":{\"method\":1}}]"))
        .allMatch(Notification.class::isInstance);
  }

  @Test
  void shouldReadABatch() {
    List<JsonRpcMessage> messages =
        batch("[{\"method\":\"a\",\"id\":1},{\"method\":\"b\"},{\"result\":1,\"id\":2},7,[]]");

    assertThat(messages)
        .hasExactlyElementsOfTypes(
            Request.class, Notification.class, Response.class, Invalid.class, Invalid.class);
  }

  @Test
  void shouldReadTheLongestBatchAndNoLonger() {
    assertThat(batch(batchOf(JsonRpcReader.MAX_BATCH))).hasSize(64);
    assertInvalidRequest(single(batchOf(JsonRpcReader.MAX_BATCH + 1)), null);
    assertInvalidRequest(single("[]"), null);
  }

  @Test
  void shouldReadAPartOfAnArray() {
    byte[] bytes = "xx{\"method\":\"m\"}yy".getBytes(StandardCharsets.UTF_8);

    assertThat(reader.read(bytes, 2, bytes.length - 4))
        .isEqualTo(new Incoming.Single(new Notification("m", null)));
  }

  @Test
  void shouldLeaveABufferAsItIs() {
    byte[] bytes = "xx{\"method\":\"m\"}yy".getBytes(StandardCharsets.UTF_8);
    List<ByteBuf> buffers =
        List.of(
            Unpooled.buffer().writeBytes(bytes),
            Unpooled.directBuffer().writeBytes(bytes),
            Unpooled.wrappedBuffer(bytes).asReadOnly(),
            Unpooled.wrappedBuffer(Unpooled.wrappedBuffer(bytes, 0, 7), tail(bytes, 7)));
    for (ByteBuf buffer : buffers) {
      buffer.readerIndex(2).writerIndex(bytes.length - 2);

      assertThat(reader.read(buffer)).isEqualTo(new Incoming.Single(new Notification("m", null)));
      assertThat(buffer.readerIndex()).isEqualTo(2);
      assertThat(buffer.writerIndex()).isEqualTo(bytes.length - 2);
      assertThat(buffer.refCnt()).isEqualTo(1);
      buffer.release();
    }
  }

  @Test
  void shouldNotShowParamsInALog() {
    JsonRpcMessage request = single("{\"method\":\"m\",\"params\":{\"s\":\"secret\"},\"id\":1}");
    JsonRpcMessage notification = single("{\"method\":\"m\",\"params\":{\"s\":\"secret\"}}");

    assertThat(request.toString()).contains("m", "1").doesNotContain("secret");
    assertThat(notification.toString()).contains("m").doesNotContain("secret");
  }

  private JsonRpcMessage single(String text) {
    return single(text.getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"jsonrpc\":\"2.0\",\"id\":null,\"method\":\"m\"}",
        "{\"id\":1,\"method\":\"m\"}",
        "{\"method\":\"m\"}"
      })
  void shouldRefuseWhatOldClientsSendWhenStrict(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);

    Incoming incoming = JsonRpcReader.strict().read(bytes, 0, bytes.length);

    JsonRpcMessage message = ((Incoming.Single) incoming).message();
    assertThat(message).isInstanceOf(Invalid.class);
    assertThat(((Invalid) message).error().kind()).isEqualTo(ErrorKind.INVALID_REQUEST);
  }

  private JsonRpcMessage single(byte[] bytes) {
    Incoming incoming = reader.read(bytes, 0, bytes.length);
    assertThat(incoming).isInstanceOf(Incoming.Single.class);
    return ((Incoming.Single) incoming).message();
  }

  private List<JsonRpcMessage> batch(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    Incoming incoming = reader.read(bytes, 0, bytes.length);
    assertThat(incoming).isInstanceOf(Incoming.Batch.class);
    return ((Incoming.Batch) incoming).messages();
  }

  private static ByteBuf tail(byte[] bytes, int from) {
    return Unpooled.wrappedBuffer(bytes, from, bytes.length - from);
  }

  private static String batchOf(int messages) {
    return "[" + String.join(",", Collections.nCopies(messages, "{\"method\":\"m\"}")) + "]";
  }

  private static void assertInvalidRequest(JsonRpcMessage message, String id) {
    assertThat(message).isInstanceOf(Invalid.class);
    Invalid invalid = (Invalid) message;
    assertThat(invalid.error().kind()).isEqualTo(ErrorKind.INVALID_REQUEST);
    JsonNode expected = id == null ? null : Json.MAPPER.readTree(id);
    assertThat(invalid.id()).isEqualTo(expected);
  }
}
