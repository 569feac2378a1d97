package dev.ccexecutor.protocol.execution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccexecutor.protocol.jsonrpc.Json;
import dev.ccexecutor.protocol.jsonrpc.WireName;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(10)
class WireNamesTest {

  static Stream<Arguments> enumsOfTheContract() {
    return Stream.of(
        Arguments.of(OutputForm.class, "text base64 binary none"),
        Arguments.of(StreamType.class, "stdin stdout stderr"),
        Arguments.of(ControlType.class, "PAUSE RESUME CANCEL KILL SIGNAL"),
        Arguments.of(
            ExecutionState.class, "starting running paused stopping exited completed lost"),
        Arguments.of(
            EndReason.class,
            "exit signal timeout idle_timeout canceled killed disconnected server_shutdown"),
        Arguments.of(CompletionStatus.class, "completed failed canceled lost"),
        Arguments.of(Leftovers.class, "terminate keep"),
        Arguments.of(OnDisconnect.class, "detach cancel"),
        Arguments.of(StdinMode.class, "none pipe"),
        Arguments.of(StdinState.class, "open closed"),
        Arguments.of(SpoolMode.class, "off overflow all"),
        Arguments.of(WhenFull.class, "block drop_oldest"),
        Arguments.of(AttachMode.class, "take observe"),
        Arguments.of(GapReason.class, "dropped expired spool_failed"),
        Arguments.of(DetachReason.class, "taken"));
  }

  @ParameterizedTest
  @MethodSource("enumsOfTheContract")
  void shouldBeTheExactStringsOfTheContractBothWays(Class<? extends WireName> type, String names) {
    List<String> expected = List.of(names.split(" ", -1));
    List<String> written =
        Arrays.stream(type.getEnumConstants()).map(WireNamesTest::written).toList();

    assertThat(written).isEqualTo(expected);
    for (WireName constant : type.getEnumConstants()) {
      assertThat(Json.MAPPER.readValue("\"" + constant.wireName() + "\"", type)).isSameAs(constant);
    }
  }

  @Test
  void shouldNumberStreamsAsDataFramesDo() {
    assertThat(Arrays.stream(StreamType.values()).map(StreamType::frameNumber))
        .containsExactly(0, 1, 2);
    for (StreamType stream : StreamType.values()) {
      assertThat(StreamType.ofFrameNumber(stream.frameNumber())).contains(stream);
    }
    assertThat(StreamType.ofFrameNumber(-1)).isEmpty();
    assertThat(StreamType.ofFrameNumber(3)).isEmpty();
  }

  @Test
  void shouldSayWhatAControlDid() {
    assertThat(Arrays.stream(ControlType.values()).map(ControlType::resultStatus))
        .containsExactly("paused", "resumed", "canceled", "killed", "signaled");
  }

  private static String written(WireName constant) {
    return Json.MAPPER.readTree(Json.MAPPER.writeValueAsBytes(constant)).stringValue();
  }
}
