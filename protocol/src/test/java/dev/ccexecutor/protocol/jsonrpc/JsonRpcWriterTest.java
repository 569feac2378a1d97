package dev.ccexecutor.protocol.jsonrpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

@Timeout(10)
class JsonRpcWriterTest {

  private static final JsonNode ID = Json.MAPPER.readTree("1.0");

  private final JsonRpcWriter writer = new JsonRpcWriter();

  record Payload(String executionId, Integer exitCode) {}

  record Broken(String value) {
    @Override
    public String value() {
      throw new IllegalStateException("broken");
    }
  }

  @Test
  void shouldWriteAResult() {
    assertThat(text(writer.result(ID, new Payload("x", null))))
        .isEqualTo("{\"jsonrpc\":\"2.0\",\"result\":{\"execution_id\":\"x\"},\"id\":1.0}");
  }

  @Test
  void shouldWriteAResultThatIsNull() {
    assertThat(text(writer.result(ID, null)))
        .isEqualTo("{\"jsonrpc\":\"2.0\",\"result\":null,\"id\":1.0}");
  }

  @Test
  void shouldWriteAnError() {
    JsonRpcError error =
        JsonRpcError.of(ErrorKind.SPAWN_FAILED, "no such file").with("errno", "ENOENT");

    assertThat(text(writer.error(ID, error)))
        .isEqualTo(
            "{\"jsonrpc\":\"2.0\",\"error\":{\"code\":-32006,\"message\":\"no such file\","
                + "\"data\":{\"kind\":\"spawn_failed\",\"errno\":\"ENOENT\"}},\"id\":1.0}");
  }

  @Test
  void shouldWriteNullForAnIdThatIsNotKnown() {
    String json = text(writer.error(null, JsonRpcError.of(ErrorKind.PARSE_ERROR)));

    assertThat(json).endsWith(",\"id\":null}");
  }

  @Test
  void shouldWriteANotification() {
    assertThat(text(writer.notification("m", new Payload("x", 3))))
        .isEqualTo(
            "{\"jsonrpc\":\"2.0\",\"method\":\"m\","
                + "\"params\":{\"execution_id\":\"x\",\"exit_code\":3}}");
  }

  @Test
  void shouldLeaveOutParamsThatAreNull() {
    assertThat(text(writer.notification("pong", null)))
        .isEqualTo("{\"jsonrpc\":\"2.0\",\"method\":\"pong\"}");
  }

  @Test
  void shouldWriteARequest() {
    assertThat(text(writer.request(ID, "m", Map.of("a", 1))))
        .isEqualTo("{\"jsonrpc\":\"2.0\",\"method\":\"m\",\"params\":{\"a\":1},\"id\":1.0}");
  }

  @Test
  void shouldJoinABatch() {
    assertThat(text(writer.batch(List.of(bytes("{}"))))).isEqualTo("[{}]");
    assertThat(text(writer.batch(List.of(bytes("1"), bytes("22"), bytes("3")))))
        .isEqualTo("[1,22,3]");
    assertThat(text(writer.batch(List.of()))).isEqualTo("[]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"é😀", "\u0000", "\"\\\n", "\u2028", "\uFFFF"})
  void shouldWriteAnyTextSoThatItComesBack(String value) {
    JsonNode read = Json.MAPPER.readTree(writer.notification("m", Map.of("a", value)));

    assertThat(read.get("params").get("a").stringValue()).isEqualTo(value);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"\\ud800\"", "\"\\udc00\"", "\"\\ud800x\"", "\"é\\udc00\\ud800\""})
  void shouldEchoAnIdThatIsHalfOfASurrogatePair(String escaped) {
    JsonNode id = Json.MAPPER.readTree(escaped);
    byte[] answer = writer.result(id, "é");

    assertThat(Json.MAPPER.readTree(answer).get("id")).isEqualTo(id);
    assertThat(Json.MAPPER.readTree(answer).get("result").stringValue()).isEqualTo("é");
  }

  @Test
  void shouldWriteHalfOfASurrogatePairDeepInAPayload() {
    byte[] json = writer.notification("m", Map.of("a", List.of(new Payload("x\ud800", 1))));

    JsonNode payload = Json.MAPPER.readTree(json).get("params").get("a").get(0);
    assertThat(payload.get("execution_id").stringValue()).isEqualTo("x\ud800");
  }

  @Test
  void shouldWriteHalvesOfSurrogatePairsInALongText() {
    String text = "é\udc00x\ud83d\ude00\ud800".repeat(10_000) + "\ud83d";

    byte[] json = writer.notification("m", Map.of("a", text));

    assertThat(Json.MAPPER.readTree(json).get("params").get("a").stringValue()).isEqualTo(text);
  }

  @Test
  void shouldThrowWhenAPayloadCannotBeWritten() {
    assertThatThrownBy(() -> writer.result(ID, new Broken("x")))
        .isInstanceOf(JacksonException.class);
  }

  private static byte[] bytes(String json) {
    return json.getBytes(StandardCharsets.UTF_8);
  }

  private static String text(byte[] json) {
    return new String(json, StandardCharsets.UTF_8);
  }
}
