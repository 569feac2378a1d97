package dev.ccexecutor.protocol.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.ccexecutor.protocol.jsonrpc.Json;
import dev.ccexecutor.protocol.jsonrpc.JsonRpcException;
import dev.ccexecutor.protocol.jsonrpc.Parameters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

@Timeout(10)
class PtyResizeParamsTest {

  @Test
  void shouldTakeEverySizeThatATerminalCanHave() throws JsonRpcException {
    PtyResizeParams params =
        Parameters.bind(json("{'execution_id':'x','cols':65535,'rows':1}"), PtyResizeParams.class);

    assertThat(params.executionId()).isEqualTo("x");
    assertThat(params.size()).isEqualTo(new TerminalSize(65535, 1));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'cols':80,'rows':24}                         | execution_id",
        "{'execution_id':'x','rows':24}                | cols",
        "{'execution_id':'x','cols':0,'rows':24}       | cols",
        "{'execution_id':'x','cols':80}                | rows",
        "{'execution_id':'x','cols':80,'rows':65536}   | rows",
        "{'execution_id':'x','cols':80,'rows':'24'}    | rows",
        "{'execution_id':'x','cols':80.5,'rows':24}    | cols"
      })
  void shouldNameTheFieldThatIsWrong(String params, String field) {
    JsonRpcException refusal =
        catchThrowableOfType(
            JsonRpcException.class, () -> Parameters.bind(json(params), PtyResizeParams.class));

    assertThat(refusal.error().data().get("field")).isEqualTo(field);
  }

  private static JsonNode json(String text) {
    return Json.MAPPER.readTree(text.replace('\'', '"'));
  }
}
