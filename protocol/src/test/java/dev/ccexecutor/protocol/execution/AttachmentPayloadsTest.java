package dev.ccexecutor.protocol.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ccexecutor.protocol.jsonrpc.Json;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What goes out about who gets an execution's output, and what a client makes of it. */
@Timeout(10)
class AttachmentPayloadsTest {

  private static final ProcessCompleted COMPLETED =
      new ProcessCompleted(
          "x",
          CompletionStatus.COMPLETED,
          0,
          null,
          EndReason.EXIT,
          7,
          7,
          1.5,
          new StreamTotals(3, "0000abcd"),
          new StreamTotals(0, "00000000"),
          true,
          true,
          null);
  private static final String COMPLETED_JSON =
      "{'execution_id':'x','status':'completed','exit_code':0,'reason':'exit',"
          + "'pid':7,'pgid':7,'execution_time':1.5,'stdout':{'bytes':3,'crc32c':'0000abcd'},"
          + "'stderr':{'bytes':0,'crc32c':'00000000'},'drained':true,'tree_empty':true}";
  private static final AttachResult ATTACHED =
      new AttachResult(status(ExecutionState.RUNNING, null), 9);
  private static final String ATTACHED_JSON =
      "{'execution_id':'x','state':'running','pid':7,'pgid':7,'labels':{'a':'b'},"
          + "'started_at':'2026-01-02T03:04:05.678Z','stdout':{'from':1,'to':5},"
          + "'stderr':{'from':0,'to':0},'exit':null,"
          + "'command':'make all','stdin':'none','pty':false,'channel':9}";

  static Stream<Arguments> payloads() {
    return Stream.of(
        Arguments.of(ATTACHED, ATTACHED_JSON),
        Arguments.of(
            new AttachResult(status(ExecutionState.COMPLETED, COMPLETED), 1),
            "{'execution_id':'x','state':'completed','pid':7,'pgid':7,'labels':{'a':'b'},"
                + "'started_at':'2026-01-02T03:04:05.678Z','stdout':{'from':1,'to':5},"
                + "'stderr':{'from':0,'to':0},'exit':"
                + COMPLETED_JSON
                + ",'command':'make all','stdin':'none','pty':false,'channel':1}"),
        Arguments.of(DetachResult.of("x"), "{'status':'detached','execution_id':'x'}"),
        Arguments.of(
            new SessionResumeResult(List.of(ATTACHED), null),
            "{'executions':[" + ATTACHED_JSON + "]}"),
        Arguments.of(
            new ProcessGap("x", StreamType.STDERR, 4, 9, GapReason.DROPPED),
            "{'execution_id':'x','type':'stderr','from':4,'to':9,'reason':'dropped'}"),
        Arguments.of(
            new ProcessDetached("x", DetachReason.TAKEN), "{'execution_id':'x','reason':'taken'}"),
        Arguments.of(
            COMPLETED.withTranscript(new TranscriptSummary("/var/x", "00ff", true, "m1")),
            COMPLETED_JSON.replace(
                "'tree_empty':true}",
                "'tree_empty':true,'transcript':"
                    + "{'directory':'/var/x','sha256':'00ff','complete':true,'marker':'m1'}}")),
        Arguments.of(
            new TranscriptSummary("/var/x", null, false, null),
            "{'directory':'/var/x','complete':false}"));
  }

  @ParameterizedTest
  @MethodSource("payloads")
  void shouldBeWrittenAsTheContractSaysAndReadBack(Object payload, String json) {
    String written = Json.MAPPER.writeValueAsString(payload);

    assertThat(written).isEqualTo(json.replace('\'', '"'));
    assertThat((Object) Json.MAPPER.readValue(written, payload.getClass())).isEqualTo(payload);
  }

  @Test
  void shouldSendOnlyWhatWasSetOfParameters() {
    assertThat(
            Json.MAPPER.writeValueAsString(
                new AttachParams("x", 5L, null, null, 4096L, null, AttachMode.OBSERVE)))
        .isEqualTo(
            "{'execution_id':'x','stdout':5,'window':4096,'mode':'observe'}".replace('\'', '"'));
    assertThat(
            Json.MAPPER.writeValueAsString(
                new SessionResumeParams("s", "t", Map.of("x", new StreamOffsets(null, 3L)))))
        .isEqualTo(
            "{'session_id':'s','resume_token':'t','offsets':{'x':{'stderr':3}}}"
                .replace('\'', '"'));
  }

  @Test
  void shouldKnowPositionsOfOutputsOnly() {
    StreamOffsets offsets = new StreamOffsets(5L, null);

    assertThat(offsets.of(StreamType.STDOUT)).hasValue(5);
    assertThat(offsets.of(StreamType.STDERR)).isEmpty();
    assertThatThrownBy(() -> offsets.of(StreamType.STDIN))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static ExecutionStatus status(ExecutionState state, ProcessCompleted exit) {
    return new ExecutionStatus(
        "x",
        state,
        7,
        7,
        Map.of("a", "b"),
        Instant.parse("2026-01-02T03:04:05.678Z"),
        new StreamRange(1, 5),
        new StreamRange(0, 0),
        exit,
        "make all",
        StdinMode.NONE,
        false);
  }
}
