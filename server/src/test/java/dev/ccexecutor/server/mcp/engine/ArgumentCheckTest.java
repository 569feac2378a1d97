package dev.ccexecutor.server.mcp.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccexecutor.server.mcp.feature.TaskSupport;
import dev.ccexecutor.server.mcp.feature.ToolDescription;
import dev.ccexecutor.server.mcp.feature.ToolResult;
import dev.ccexecutor.server.mcp.fixture.FixtureTool;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArgumentCheckTest {
  private final Locale before = Locale.getDefault();
  private final ArgumentCheck check = new ArgumentCheck();

  @AfterEach
  void restore() {
    Locale.setDefault(before);
  }

  private static ToolDescription tool(String schema) {
    return FixtureTool.of(
            "t", schema, TaskSupport.FORBIDDEN, (arguments, context) -> ToolResult.text("done"))
        .description();
  }

  @Test
  void shouldSpeakEnglishWhenTheServerDoesNot() {
    Locale.setDefault(Locale.GERMANY);

    List<String> problems =
        check.problems(
            tool("{\"type\":\"object\",\"required\":[\"command\"]}"), TestClient.object("{}"));

    assertThat(problems).hasSize(1);
    assertThat(problems.getFirst()).contains("required property").contains("command");
  }

  @Test
  void shouldNameThePlaceAndCutWhatIsLongWhenManyThingsAreWrong() {
    StringBuilder values = new StringBuilder();
    for (int i = 0; i < 50; i++) {
      values.append(i == 0 ? "" : ",").append("\"").append("x".repeat(10)).append("\"");
    }
    List<String> problems =
        check.problems(
            tool(
                "{\"type\":\"object\",\"properties\":{\"list\":{\"type\":\"array\","
                    + "\"items\":{\"type\":\"integer\"}}}}"),
            TestClient.object("{\"list\":[" + values + "]}"));

    assertThat(problems).hasSize(10);
    assertThat(problems).allSatisfy(problem -> assertThat(problem).startsWith("/list/"));
    // What was sent is not said again: it may be a secret.
    assertThat(problems.toString()).doesNotContain("xxx");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"1e19", "1e20", "-1e30", "1e1000", "-1e1000", "9223372036854775808", "1e999999"})
  void shouldSayThatItIsOutOfRangeWhenAnIntegerIsLongerThanALong(String number) {
    ToolDescription bounded =
        tool(
            "{\"type\":\"object\",\"properties\":{\"bytes\":"
                + "{\"type\":\"integer\",\"minimum\":0,\"maximum\":10},"
                + "\"seconds\":{\"type\":\"number\",\"minimum\":0}}}");

    List<String> problems =
        check.problems(bounded, TestClient.object("{\"bytes\":" + number + ",\"seconds\":1}"));

    assertThat(problems).hasSize(1);
    assertThat(problems.getFirst())
        .startsWith("/bytes: ")
        .containsAnyOf("out of range", "maximum value", "minimum value");
  }
}
