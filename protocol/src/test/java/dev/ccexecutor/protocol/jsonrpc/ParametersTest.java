package dev.ccexecutor.protocol.jsonrpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

@Timeout(10)
class ParametersTest {

  enum Colour implements WireName {
    RED,
    DARK_BLUE
  }

  record Size(Integer cols, Integer rows) {
    Size {
      if (cols == null) {
        throw new InvalidParameterException("cols", "is required");
      }
    }
  }

  record Sample(
      String someText,
      List<String> list,
      Map<String, String> map,
      Integer count,
      Long big,
      Double ratio,
      Boolean flag,
      Colour colour,
      Size size,
      List<Size> sizes) {
    Sample {
      if ("bad".equals(someText)) {
        throw new InvalidParameterException("some_text", "must be good");
      }
    }
  }

  record Alone(String cursor) {}

  @Test
  void shouldBindWhatFits() throws JsonRpcException {
    Sample sample =
        bind(
            "{'some_text':'é','list':['a','b'],'map':{'A':'x','B':null},'count':3,"
                + "'big':9007199254740993,'ratio':2,'flag':true,'colour':'dark_blue',"
                + "'size':{'cols':80,'rows':24},'sizes':[{'cols':1}]}");

    assertThat(sample.someText()).isEqualTo("é");
    assertThat(sample.list()).containsExactly("a", "b");
    assertThat(sample.map()).containsEntry("A", "x").containsEntry("B", null).hasSize(2);
    assertThat(sample.count()).isEqualTo(3);
    assertThat(sample.big()).isEqualTo(9007199254740993L);
    assertThat(sample.ratio()).isEqualTo(2.0);
    assertThat(sample.flag()).isTrue();
    assertThat(sample.colour()).isEqualTo(Colour.DARK_BLUE);
    assertThat(sample.size()).isEqualTo(new Size(80, 24));
    assertThat(sample.sizes()).containsExactly(new Size(1, null));
  }

  @Test
  void shouldTakeMissingParamsForNone() throws JsonRpcException {
    assertThat(Parameters.bind(null, Alone.class)).isEqualTo(new Alone(null));
    assertThat(Parameters.bind(json("{}"), Alone.class)).isEqualTo(new Alone(null));
    assertThat(Parameters.bind(json("{'cursor':null}"), Alone.class)).isEqualTo(new Alone(null));
  }

  @Test
  void shouldIgnoreWhatTheRecordDoesNotHave() throws JsonRpcException {
    JsonNode params = json("{'cursor':'c','unknown':{'a':[1]},'Cursor':5}");

    assertThat(Parameters.bind(params, Alone.class)).isEqualTo(new Alone("c"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "['ls']", "[{}]"})
  void shouldRefuseParamsWithoutNames(String params) {
    JsonRpcError error = errorOf(params);

    assertThat(error.kind()).isEqualTo(ErrorKind.INVALID_PARAMS);
    assertThat(error.data()).containsEntry("field", "params");
    assertThat(error.message()).contains("object");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'some_text':5}            | some_text | must be a string",
        "{'some_text':5.5}          | some_text | must be a string",
        "{'some_text':true}         | some_text | must be a string",
        "{'some_text':['a']}        | some_text | must be a string",
        "{'some_text':{}}           | some_text | must be a string",
        "{'list':'a'}               | list      | must be an array",
        "{'list':{}}                | list      | must be an array",
        "{'list':['a',5]}           | list[1]   | must be a string",
        "{'list':['a',['b']]}       | list[1]   | must be a string",
        "{'list':[['b'],'c']}       | list[0]   | must be a string",
        "{'list':[{}]}              | list[0]   | must be a string",
        "{'map':[]}                 | map       | must be an object",
        "{'map':''}                 | map       | must be an object",
        "{'map':{'A':5}}            | map.A     | must be a string",
        "{'map':{'A':['x']}}        | map.A     | must be a string",
        "{'count':'3'}              | count     | must be an integer",
        "{'count':''}               | count     | must be an integer",
        "{'count':3.0}              | count     | must be an integer",
        "{'count':true}             | count     | must be an integer",
        "{'count':[3]}              | count     | must be an integer",
        "{'count':2147483648}       | count     | must be an integer, and is out of range",
        "{'big':1.5}                | big       | must be an integer",
        "{'big':1e999999999}        | big       | must be an integer",
        "{'big':9223372036854775808}| big       | must be an integer, and is out of range",
        "{'ratio':'1.5'}            | ratio     | must be a number",
        "{'ratio':''}               | ratio     | must be a number",
        "{'ratio':true}             | ratio     | must be a number",
        "{'ratio':{}}               | ratio     | must be a number",
        "{'ratio':1e999999999}      | ratio     | is out of range",
        "{'flag':1}                 | flag      | must be true or false",
        "{'flag':0.0}               | flag      | must be true or false",
        "{'flag':'true'}            | flag      | must be true or false",
        "{'flag':''}                | flag      | must be true or false",
        "{'size':5}                 | size      | must be an object",
        "{'size':''}                | size      | must be an object",
        "{'size':[]}                | size      | must be an object",
        "{'size':{'cols':'80'}}     | size.cols | must be an integer",
        "{'sizes':[{'cols':1},5]}   | sizes[1]  | must be an object",
        "{'sizes':[{'cols':''}]}    | sizes[0].cols | must be an integer"
      })
  void shouldNameTheFieldAndItsTypeWhenAValueIsOfAnother(
      String params, String field, String expectation) {
    JsonRpcError error = errorOf(params);

    assertThat(error.kind()).isEqualTo(ErrorKind.INVALID_PARAMS);
    assertThat(error.data()).containsEntry("field", field);
    assertThat(error.message()).isEqualTo(field + ": " + expectation);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'green'",
        "'RED'",
        "'Red'",
        "' red '",
        "''",
        "'0'",
        "0",
        "1.0",
        "true",
        "{}",
        "['red']",
        "'DARK_BLUE'",
        "'dark-blue'"
      })
  void shouldListWhatIsAllowedWhenAConstantIsUnknown(String value) {
    JsonRpcError error = errorOf("{'colour':" + value + "}");

    assertThat(error.data()).containsEntry("field", "colour");
    assertThat(error.message()).isEqualTo("colour: must be one of \"red\", \"dark_blue\"");
  }

  @Test
  void shouldNameTheFieldThatARecordRefuses() {
    JsonRpcError error = errorOf("{'some_text':'bad'}");

    assertThat(error.kind()).isEqualTo(ErrorKind.INVALID_PARAMS);
    assertThat(error.data()).containsEntry("field", "some_text");
    assertThat(error.message()).isEqualTo("some_text: must be good");
  }

  @Test
  void shouldNameTheWayToTheFieldThatAnInnerRecordRefuses() {
    assertThat(errorOf("{'size':{'rows':1}}").data()).containsEntry("field", "size.cols");
    assertThat(errorOf("{'sizes':[{'cols':1},{}]}").data()).containsEntry("field", "sizes[1].cols");
  }

  @Test
  void shouldNotShowTheValueThatIsWrong() {
    assertThat(errorOf("{'count':'secret'}").message()).doesNotContain("secret");
    assertThat(errorOf("{'colour':'secret'}").message()).doesNotContain("secret");
    assertThat(errorOf("{'map':{'A':['secret']}}").message()).doesNotContain("secret");
  }

  @Test
  void shouldWriteAConstantByItsWireName() {
    assertThat(Json.MAPPER.writeValueAsString(Map.of("c", Colour.DARK_BLUE)))
        .isEqualTo("{\"c\":\"dark_blue\"}");
  }

  private static JsonRpcError errorOf(String params) {
    JsonRpcException exception = catchThrowableOfType(JsonRpcException.class, () -> bind(params));
    assertThat(exception).isNotNull();
    return exception.error();
  }

  private static Sample bind(String params) throws JsonRpcException {
    return Parameters.bind(json(params), Sample.class);
  }

  /** Quotes are apostrophes here, for the reader's sake. */
  private static JsonNode json(String text) {
    return Json.MAPPER.readTree(text.replace('\'', '"'));
  }
}
