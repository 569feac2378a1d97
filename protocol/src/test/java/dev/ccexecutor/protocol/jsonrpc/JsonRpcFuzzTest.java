package dev.ccexecutor.protocol.jsonrpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccexecutor.protocol.execution.ControlParams;
import dev.ccexecutor.protocol.execution.ExecuteParams;
import dev.ccexecutor.protocol.jsonrpc.JsonRpcMessage.Invalid;
import dev.ccexecutor.protocol.jsonrpc.JsonRpcMessage.Notification;
import dev.ccexecutor.protocol.jsonrpc.JsonRpcMessage.Request;
import dev.ccexecutor.protocol.jsonrpc.JsonRpcMessage.Response;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Whatever comes in, there is a message or an error to answer with, and the answer is JSON. */
@Timeout(60)
class JsonRpcFuzzTest {

  private static final int ROUNDS = 20_000;
  private static final int MAX_RANDOM_BYTES = 64;

  private static final List<String> SEEDS =
      List.of(
          "{\"jsonrpc\":\"2.0\",\"method\":\"execute\",\"params\":{\"command\":\"ls\"},\"id\":1}",
          "{\"method\":\"execute\",\"params\":{\"argv\":[\"a\",\"b\"],\"env\":{\"A\":null}},\"id\":\"x\"}",
          "{\"method\":\"execute\",\"params\":{\"command\":\"é😀\",\"grace\":1.5,\"window\":4096}}",
          "[{\"method\":\"control\",\"params\":{\"type\":\"PAUSE\"},\"id\":1.0},{\"result\":1,\"id\":2}]",
          "{\"method\":\"m\",\"id\":1e999999999,\"params\":[[[[{}]]]]}",
          "\uFEFF{\"method\":\"\\ud800\",\"id\":\"\\udc00\\ud83d\\ude00\"}");

  /** What breaks parsers when it stands where something else was. */
  private static final List<String> SPLINTERS =
      List.of(
          "\"",
          "\\",
          "{",
          "}",
          "[",
          "]",
          ",",
          ":",
          "null",
          "true",
          "-",
          "1e999999999",
          "1e-999999999",
          "1e99999999999",
          "1E",
          "0.0",
          "99999999999999999999",
          "-1",
          "\\ud800",
          "\\u0000",
          "\u0000",
          "\uFEFF",
          "\"id\":{}",
          "\"id\":1,\"id\":2,",
          "\"jsonrpc\":2,",
          "[[[[[[[[[[[[[[[[",
          "\"NaN\"",
          "5.5",
          "\"params\":null,",
          "\"argv\":[[\"a\"]],",
          "\"env\":{\"\":\"\"},",
          "\"pty\":{\"cols\":1e9},");

  private final JsonRpcReader reader = new JsonRpcReader();
  private final JsonRpcWriter writer = new JsonRpcWriter();

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void shouldAnswerWhenBytesAreRandom(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < ROUNDS; i++) {
      byte[] bytes = new byte[random.nextInt(MAX_RANDOM_BYTES)];
      random.nextBytes(bytes);
      check(bytes);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {4, 5, 6})
  void shouldAnswerWhenMessagesAreDamaged(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < ROUNDS; i++) {
      check(damaged(random));
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {7, 8, 9})
  void shouldAnswerWhenMessagesAreSplintered(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < ROUNDS; i++) {
      check(splintered(random).getBytes(StandardCharsets.UTF_8));
    }
  }

  private void check(byte[] bytes) {
    switch (reader.read(bytes, 0, bytes.length)) {
      case Incoming.Single(JsonRpcMessage message) -> check(message);
      case Incoming.Batch(List<JsonRpcMessage> messages) -> {
        assertThat(messages).hasSizeBetween(1, JsonRpcReader.MAX_BATCH);
        messages.forEach(this::check);
      }
    }
  }

  private void check(JsonRpcMessage message) {
    switch (message) {
      case Request request -> {
        assertThat(request.method()).isNotNull();
        assertEchoes(request.id(), writer.result(request.id(), request.params()));
        bind(request.params());
      }
      case Notification notification -> bind(notification.params());
      case Invalid invalid ->
          assertEchoes(invalid.id(), writer.error(invalid.id(), invalid.error()));
      case Response response ->
          assertThat(response.result() == null && response.error() == null).isFalse();
    }
  }

  private static void assertEchoes(JsonNode id, byte[] answer) {
    JsonNode echoed = Json.MAPPER.readTree(answer).get("id");
    assertThat(echoed.isNull() ? null : echoed).isEqualTo(id);
  }

  private void bind(JsonNode params) {
    for (Class<?> type : List.of(ExecuteParams.class, ControlParams.class)) {
      try {
        assertThat(Parameters.bind(params, type)).isInstanceOf(type);
      } catch (JsonRpcException e) {
        assertThat(e.error().kind()).isEqualTo(ErrorKind.INVALID_PARAMS);
        assertThat(e.error().data()).containsKey("field");
        assertThat(writer.error(null, e.error())).isNotEmpty();
      }
    }
  }

  private static byte[] damaged(Random random) {
    byte[] bytes = seed(random).getBytes(StandardCharsets.UTF_8);
    for (int damages = 1 + random.nextInt(3); damages > 0; damages--) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
    }
    return bytes;
  }

  private static String splintered(Random random) {
    StringBuilder text = new StringBuilder(seed(random));
    for (int splinters = 1 + random.nextInt(3); splinters > 0; splinters--) {
      int from = random.nextInt(text.length() + 1);
      int to = Math.min(text.length(), from + random.nextInt(8));
      text.replace(from, to, SPLINTERS.get(random.nextInt(SPLINTERS.size())));
    }
    return text.toString();
  }

  private static String seed(Random random) {
    return SEEDS.get(random.nextInt(SEEDS.size()));
  }
}
