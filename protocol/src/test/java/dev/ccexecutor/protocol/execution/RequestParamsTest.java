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

/** The parameters of the methods beside {@code execute}. */
@Timeout(10)
class RequestParamsTest {

  @Test
  void shouldTakeAControlWithoutExecution() throws JsonRpcException {
    assertThat(control("{'type':'PAUSE'}"))
        .isEqualTo(new ControlParams(ControlType.PAUSE, null, null, null));
  }

  @ParameterizedTest
  @CsvSource({"INT, INT", "SIGINT, INT", "RTMIN+1, RTMIN+1", "NOSUCH, NOSUCH", "int, int"})
  void shouldNameASignalWithoutItsPrefix(String sent, String signal) throws JsonRpcException {
    assertThat(control("{'type':'SIGNAL','execution_id':'x','signal':'" + sent + "'}"))
        .isEqualTo(new ControlParams(ControlType.SIGNAL, "x", signal, null));
  }

  @Test
  void shouldPreferTheGraceOfTheControl() throws JsonRpcException {
    assertThat(control("{'type':'CANCEL','grace':0.5}").graceMillisOr(5_000)).isEqualTo(500);
    assertThat(control("{'type':'CANCEL','grace':0}").graceMillisOr(5_000)).isZero();
    assertThat(control("{'type':'CANCEL'}").graceMillisOr(5_000)).isEqualTo(5_000);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{}                                | type",
        "{'type':null}                     | type",
        "{'type':'pause'}                  | type",
        "{'type':'STOP'}                   | type",
        "{'type':5}                        | type",
        "{'type':'PAUSE','execution_id':5} | execution_id",
        "{'type':'SIGNAL'}                 | signal",
        "{'type':'SIGNAL','signal':''}     | signal",
        "{'type':'SIGNAL','signal':2}      | signal",
        "{'type':'KILL','signal':'INT'}    | signal",
        "{'type':'CANCEL','grace':-1}      | grace",
        "{'type':'CANCEL','grace':'1'}     | grace",
        "{'type':'CANCEL','grace':1e10}    | grace"
      })
  void shouldNameTheFieldThatIsWrongInAControl(String params, String field) {
    assertThat(fieldOf(params, ControlParams.class)).isEqualTo(field);
  }

  @Test
  void shouldRefuseAbsurdLengths() {
    String endless = "x".repeat(1_000);

    assertThat(fieldOf("{'type':'SIGNAL','signal':'" + endless + "'}", ControlParams.class))
        .isEqualTo("signal");
    assertThat(fieldOf("{'type':'KILL','execution_id':'" + endless + "'}", ControlParams.class))
        .isEqualTo("execution_id");
    assertThat(fieldOf("{'execution_id':'" + endless + "'}", StatusParams.class))
        .isEqualTo("execution_id");
    assertThat(fieldOf("{'cursor':'" + endless + "'}", ListParams.class)).isEqualTo("cursor");
  }

  @Test
  void shouldTakeAnIdThatNoExecutionCanHave() throws JsonRpcException {
    assertThat(control("{'type':'KILL','execution_id':'no such/é'}").executionId())
        .isEqualTo("no such/é");
  }

  @Test
  void shouldTakeAStatusWithAndWithoutWaiting() throws JsonRpcException {
    assertThat(bind("{'execution_id':'x'}", StatusParams.class).waitMillis()).isZero();
    assertThat(bind("{'execution_id':'x','wait':1.5}", StatusParams.class).waitMillis())
        .isEqualTo(1_500);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{}                            | execution_id",
        "{'execution_id':5}            | execution_id",
        "{'execution_id':'x','wait':-1}| wait",
        "{'execution_id':'x','wait':''}| wait"
      })
  void shouldNameTheFieldThatIsWrongInAStatus(String params, String field) {
    assertThat(fieldOf(params, StatusParams.class)).isEqualTo(field);
  }

  @Test
  void shouldGiveTheBytesOfAWrite() throws JsonRpcException {
    StdinWriteParams text = bind("{'execution_id':'x','data':'é\\u0000'}", StdinWriteParams.class);
    StdinWriteParams base64 =
        bind("{'execution_id':'x','data_base64':'/wA=','offset':5}", StdinWriteParams.class);
    StdinWriteParams end = bind("{'execution_id':'x','eof':true}", StdinWriteParams.class);

    assertThat(text.bytes()).containsExactly(0xc3, 0xa9, 0);
    assertThat(text.isText()).isTrue();
    assertThat(text.firstOffset()).isEmpty();
    assertThat(text.endsInput()).isFalse();
    assertThat(base64.bytes()).containsExactly(0xff, 0);
    assertThat(base64.isText()).isFalse();
    assertThat(base64.firstOffset()).hasValue(5);
    assertThat(end.bytes()).isEmpty();
    assertThat(end.endsInput()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'data':'x'}                                          | execution_id",
        "{'execution_id':'x'}                                  | data",
        "{'execution_id':'x','eof':false}                      | data",
        "{'execution_id':'x','data':'\\ud800'}                  | data",
        "{'execution_id':'x','data':'x','data_base64':'eA=='}  | data_base64",
        "{'execution_id':'x','data_base64':'e A='}             | data_base64",
        "{'execution_id':'x','data':'x','offset':-1}           | offset",
        "{'execution_id':'x','data':'x','eof':'yes'}           | eof"
      })
  void shouldNameTheFieldThatIsWrongInAWrite(String params, String field) {
    assertThat(fieldOf(params, StdinWriteParams.class)).isEqualTo(field);
  }

  @Test
  void shouldNameTheFieldThatIsWrongInAClose() {
    assertThat(fieldOf("{}", StdinCloseParams.class)).isEqualTo("execution_id");
  }

  @Test
  void shouldTakeAListWithAndWithoutCursor() throws JsonRpcException {
    assertThat(Parameters.bind(null, ListParams.class)).isEqualTo(new ListParams(null));
    assertThat(bind("{'cursor':'c'}", ListParams.class)).isEqualTo(new ListParams("c"));
    assertThat(fieldOf("{'cursor':5}", ListParams.class)).isEqualTo("cursor");
  }

  private static ControlParams control(String params) throws JsonRpcException {
    return bind(params, ControlParams.class);
  }

  private static Object fieldOf(String params, Class<?> type) {
    JsonRpcException exception =
        catchThrowableOfType(JsonRpcException.class, () -> bind(params, type));
    assertThat(exception).isNotNull();
    return exception.error().data().get("field");
  }

  /** Quotes are apostrophes here, for the reader's sake. */
  private static <T> T bind(String params, Class<T> type) throws JsonRpcException {
    return Parameters.bind(Json.MAPPER.readTree(params.replace('\'', '"')), type);
  }
}
