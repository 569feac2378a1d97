package dev.ccexecutor.protocol.jsonrpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class JsonRpcErrorTest {

  @Test
  void shouldAlwaysBearItsKind() {
    JsonRpcError error = new JsonRpcError(ErrorKind.SPAWN_FAILED, "no", Map.of("kind", "other"));

    assertThat(error.data()).containsExactly(entry("kind", "spawn_failed"));
    assertThat(JsonRpcError.of(ErrorKind.SESSION_LIMIT).data())
        .containsExactly(entry("kind", "session_limit"));
  }

  @Test
  void shouldKeepTheOrderInWhichDataWasAdded() {
    JsonRpcError error =
        JsonRpcError.of(ErrorKind.SPAWN_FAILED, "no such file")
            .with("errno", "ENOENT")
            .with("path", "/nowhere");

    assertThat(error.data())
        .containsExactly(
            entry("kind", "spawn_failed"), entry("errno", "ENOENT"), entry("path", "/nowhere"));
    assertThat(error.message()).isEqualTo("no such file");
  }

  @Test
  void shouldAddNothingWhenValueIsNull() {
    JsonRpcError error = JsonRpcError.of(ErrorKind.WRONG_STATE);

    assertThat(error.with("state", null)).isSameAs(error);
  }

  @Test
  void shouldNotChangeWhenTheGivenMapDoes() {
    Map<String, Object> given = new HashMap<>(Map.of("a", 1));
    JsonRpcError error = new JsonRpcError(ErrorKind.WRONG_STATE, "no", given);

    given.put("b", 2);

    assertThat(error.data()).containsOnlyKeys("kind", "a");
    assertThatThrownBy(() -> error.data().put("c", 3))
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void shouldNameTheFieldWhenParamsAreInvalid() {
    JsonRpcError error = JsonRpcError.invalidParams("argv[1]", "must be a string");

    assertThat(error.kind()).isEqualTo(ErrorKind.INVALID_PARAMS);
    assertThat(error.message()).isEqualTo("argv[1]: must be a string");
    assertThat(error.data()).containsEntry("field", "argv[1]");
  }

  @Test
  void shouldCutWhatItEchoesWhenThatIsVeryLong() {
    String endless = "x".repeat(100_000);

    assertThat(JsonRpcError.invalidParams(endless, "no").message()).hasSizeLessThan(200);
    assertThat((String) JsonRpcError.invalidParams(endless, "no").data().get("field"))
        .hasSizeLessThan(200);
    assertThat(JsonRpcError.methodNotFound(endless).message()).hasSizeLessThan(200);
  }

  @Test
  void shouldBeThrownWithoutAStackTrace() {
    JsonRpcError error = JsonRpcError.executionNotFound("no execution x");
    JsonRpcException exception = error.asException();

    assertThat(exception.error()).isSameAs(error);
    assertThat(exception).hasMessage("no execution x");
    assertThat(exception.getStackTrace()).isEmpty();
    assertThat(error.kind()).isEqualTo(ErrorKind.EXECUTION_NOT_FOUND);
  }
}
