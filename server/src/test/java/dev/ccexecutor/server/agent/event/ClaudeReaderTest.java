package dev.ccexecutor.server.agent.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccexecutor.protocol.execution.CompletionStatus;
import dev.ccexecutor.protocol.execution.EndReason;
import dev.ccexecutor.protocol.execution.ProcessCompleted;
import dev.ccexecutor.protocol.execution.StreamType;
import dev.ccexecutor.server.agent.AgentFailure;
import dev.ccexecutor.server.agent.AgentListener;
import dev.ccexecutor.server.agent.AgentReading;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Events as {@code claude} writes them, cut anywhere. */
class ClaudeReaderTest {
  private static final String INIT =
      "{\"type\":\"system\",\"subtype\":\"init\",\"session_id\":\"s-1\",\"model\":\"m-1\"}\n";
  private static final String SAID =
      "{\"message\":{\"content\":[{\"type\":\"text\",\"text\":\"hä –"
          + " ok\"}]},\"type\":\"assistant\"}\n";
  private static final String RESULT =
      "{\"is_error\":false,\"result\":\"fertig ✓\",\"num_turns\":1,\"type\":\"result\"}";

  private final ClaudeReader reader = new ClaudeReader(AgentListener.SILENT);

  private static ProcessCompleted end(int exitCode) {
    return new ProcessCompleted(
        "e",
        CompletionStatus.COMPLETED,
        exitCode,
        null,
        EndReason.EXIT,
        1,
        1,
        0.1,
        null,
        null,
        true,
        true,
        null);
  }

  private AgentReading read(String text, int pieceBytes) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    for (int from = 0; from < bytes.length; from += pieceBytes) {
      int to = Math.min(bytes.length, from + pieceBytes);
      reader.accept(StreamType.STDOUT, Arrays.copyOfRange(bytes, from, to));
    }
    return reader.finish(end(0));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 64, 4096})
  void shouldReadTheSameWhenThePiecesAreCutAnywhere(int pieceBytes) {
    AgentReading reading = read(INIT + SAID + RESULT + "\n", pieceBytes);

    assertThat(reading.result()).isEqualTo("fertig ✓");
    assertThat(reading.sessionId()).isEqualTo("s-1");
    assertThat(reading.events().count()).isEqualTo(3);
    assertThat(reading.succeeded()).isTrue();
  }

  @Test
  void shouldTakeTheLastEventWhenOnlyItsLineFeedIsMissing() {
    assertThat(read(INIT + RESULT, 10).result()).isEqualTo("fertig ✓");
  }

  @Test
  void shouldTellACutFromAMissingResultWhenTheLastLineIsHalf() {
    AgentReading reading = read(INIT + SAID + RESULT.substring(0, 30), 10);

    assertThat(reading.failure().type()).isEqualTo(AgentFailure.TRUNCATED_OUTPUT);
    assertThat(reading.partialText()).isEqualTo("hä – ok");
  }

  @Test
  void shouldFailWhenThereIsNoResultWhateverTheExitCode() {
    AgentReading reading = read(INIT + SAID, 10);

    assertThat(reading.failure().type()).isEqualTo(AgentFailure.MISSING_RESULT);
    assertThat(reading.failure().message()).contains("exit code 0 after 2 events");
  }

  @Test
  void shouldFailWhenAResultDoesNotSayWhetherItIsAnError() {
    AgentReading reading = read("{\"type\":\"result\",\"result\":\"done\"}\n", 10);

    assertThat(reading.failure().type()).isEqualTo(AgentFailure.MISSING_RESULT);
  }

  @Test
  void shouldNotTakeTheFirstResultWhenASecondOneIsCutOff() {
    AgentReading reading = read(RESULT + "\n" + RESULT.substring(0, 30), 100);

    assertThat(reading.failure().type()).isEqualTo(AgentFailure.TRUNCATED_OUTPUT);
  }

  @Test
  void shouldFailWhenAResultIsCalledAnErrorAndSaysItIsNone() {
    String limit = "{\"type\":\"result\",\"is_error\":false,\"subtype\":\"error_max_turns\"}\n";

    assertThat(read(limit, 100).failure().type()).isEqualTo(AgentFailure.MAX_TURNS);
  }

  @Test
  void shouldLeaveAFigureOutWhenItIsTooLargeForAny() {
    String result = RESULT.replace("\"num_turns\":1", "\"duration_ms\":99999999999999999999");

    AgentReading reading = read(result + "\n", 100);

    assertThat(reading.succeeded()).isTrue();
    assertThat(reading.figures().durationMillis()).isNull();
  }

  @Test
  void shouldCountTheLastWhenThereAreSeveralResults() {
    String first = "{\"type\":\"result\",\"is_error\":true,\"subtype\":\"error_max_turns\"}\n";

    assertThat(read(first + RESULT + "\n", 100).succeeded()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "429 | Request rejected | RATE_LIMIT",
        "529 | Overloaded | OVERLOADED",
        "503 | Unavailable | SERVER_ERROR",
        "401 | Failed to authenticate | NOT_LOGGED_IN",
        "413 | Request too large | TOKEN_LIMIT",
        "400 | input length and max_tokens exceed context limit | TOKEN_LIMIT",
        "404 | model: no-such | INVALID_REQUEST",
        "null | Claude AI usage limit reached|1760000000 | RATE_LIMIT",
        "null | API Error: Claude's response exceeded the 32000 output token maximum | TOKEN_LIMIT",
        "null | API Error: fetch failed | CONNECTION",
        "null | Invalid API key · Please run /login | NOT_LOGGED_IN",
        "null | I could not do it | AGENT_ERROR"
      })
  void shouldNameTheErrorWhenAResultIsOne(String row) {
    int first = row.indexOf(" | ");
    int last = row.lastIndexOf(" | ");
    String event =
        "{\"type\":\"result\",\"is_error\":true,\"subtype\":\"success\",\"api_error_status\":"
            + row.substring(0, first)
            + ",\"result\":\""
            + row.substring(first + 3, last)
            + "\"}\n";

    AgentReading reading = read(event, 50);

    assertThat(reading.failure().type())
        .isEqualTo(AgentFailure.valueOf(row.substring(last + 3).strip()));
  }
}
