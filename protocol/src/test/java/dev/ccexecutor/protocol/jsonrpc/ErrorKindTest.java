package dev.ccexecutor.protocol.jsonrpc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(10)
class ErrorKindTest {

  private static final int ROWS_OF_THE_CONTRACT = 17;

  @ParameterizedTest
  @CsvSource({
    "-32700, parse_error",
    "-32600, invalid_request",
    "-32601, method_not_found",
    "-32602, invalid_params",
    "-32603, internal_error",
    "-32001, command_not_allowed",
    "-32002, execution_not_found",
    "-32003, session_limit",
    "-32005, execution_limit",
    "-32006, spawn_failed",
    "-32007, stdin_full",
    "-32008, output_expired",
    "-32009, execution_conflict",
    "-32010, shutting_down",
    "-32011, wrong_state",
    "-32012, session_not_found",
    "-32013, not_confirmed"
  })
  void shouldBearCodeAndWordOfTheContract(int code, String kind) {
    assertThat(ErrorKind.ofCode(code)).map(ErrorKind::kind).contains(kind);
    assertThat(ErrorKind.ofCode(code)).map(ErrorKind::code).contains(code);
  }

  @Test
  void shouldHaveNoKindBesideTheContract() {
    assertThat(ErrorKind.values()).hasSize(ROWS_OF_THE_CONTRACT);
    assertThat(Arrays.stream(ErrorKind.values()).map(ErrorKind::code)).doesNotHaveDuplicates();
    assertThat(ErrorKind.values()).noneMatch(kind -> kind.defaultMessage().isBlank());
  }

  @Test
  void shouldFindNothingWhenCodeIsUnknown() {
    assertThat(ErrorKind.ofCode(-32004)).isEmpty();
    assertThat(ErrorKind.ofCode(0)).isEmpty();
  }
}
