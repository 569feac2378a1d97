package dev.ccexecutor.protocol.execution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccexecutor.protocol.jsonrpc.Json;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What goes out, to the letter, and that a client reads it back. */
@Timeout(10)
class PayloadJsonTest {

  private static final Instant TIME = Instant.parse("2026-01-02T03:04:05.678Z");
  private static final PolicyInfo POLICY =
      new PolicyInfo(
          List.of(new PolicyInfo.Program(List.of("git", "status"), "any")),
          false,
          null,
          List.of("CI"),
          true,
          false,
          new PolicyInfo.Limits(
              BigDecimal.valueOf(60), null, null, null, 5L, null, null, null, null, null),
          null,
          2,
          null);
  private static final SpoolInfo SPOOL = new SpoolInfo(9, Map.of("disk_full", 1L));
  private static final Limits LIMITS =
      new Limits(1_048_576L, 64, null, null, 1_048_576L, null, BigDecimal.valueOf(600), null);
  private static final ProcessCompleted COMPLETED =
      new ProcessCompleted(
          "x",
          CompletionStatus.FAILED,
          143,
          "TERM",
          EndReason.TIMEOUT,
          7,
          7,
          1.5,
          new StreamTotals(3, "0000abcd"),
          new StreamTotals(0, "00000000"),
          true,
          true,
          null);
  private static final String COMPLETED_JSON =
      "{'execution_id':'x','status':'failed','exit_code':143,'signal':'TERM','reason':'timeout',"
          + "'pid':7,'pgid':7,'execution_time':1.5,'stdout':{'bytes':3,'crc32c':'0000abcd'},"
          + "'stderr':{'bytes':0,'crc32c':'00000000'},'drained':true,'tree_empty':true}";
  private static final ExecutionStatus RUNNING =
      new ExecutionStatus(
          "x",
          ExecutionState.RUNNING,
          7,
          7,
          Map.of("a", "b"),
          TIME,
          new StreamRange(1, 5),
          new StreamRange(0, 0),
          null,
          "make all",
          StdinMode.PIPE,
          false);
  private static final String RUNNING_JSON =
      "{'execution_id':'x','state':'running','pid':7,'pgid':7,'labels':{'a':'b'},"
          + "'started_at':'2026-01-02T03:04:05.678Z','stdout':{'from':1,'to':5},"
          + "'stderr':{'from':0,'to':0},'exit':null,"
          + "'command':'make all','stdin':'pipe','pty':false}";

  static Stream<Arguments> answers() {
    return Stream.of(
        Arguments.of(
            ExecuteResult.started("x", 7, 7, 1),
            "{'status':'started','execution_id':'x','pid':7,'pgid':7,'channel':1}"),
        Arguments.of(
            new ExecuteResult("started", "x", 7, 7, null, true, ExecutionState.PAUSED),
            "{'status':'started','execution_id':'x','pid':7,'pgid':7,'existing':true,"
                + "'state':'paused'}"),
        Arguments.of(
            ControlResult.of(ControlType.SIGNAL, "x"), "{'status':'signaled','execution_id':'x'}"),
        Arguments.of(new StdinWriteResult(1, 2, 3), "{'accepted':1,'offset':2,'window':3}"),
        Arguments.of(new StdinCloseResult(2), "{'offset':2}"),
        Arguments.of(RUNNING, RUNNING_JSON),
        Arguments.of(
            new ExecutionStatus(
                "x",
                ExecutionState.COMPLETED,
                7,
                7,
                null,
                TIME,
                new StreamRange(0, 3),
                new StreamRange(0, 0),
                COMPLETED,
                null,
                null,
                null),
            "{'execution_id':'x','state':'completed','pid':7,'pgid':7,'labels':{},"
                + "'started_at':'2026-01-02T03:04:05.678Z','stdout':{'from':0,'to':3},"
                + "'stderr':{'from':0,'to':0},'exit':"
                + COMPLETED_JSON
                + "}"),
        Arguments.of(
            new ExecutionList(List.of(RUNNING), null), "{'executions':[" + RUNNING_JSON + "]}"),
        Arguments.of(new ExecutionList(List.of(), "c"), "{'executions':[],'cursor':'c'}"),
        Arguments.of(
            new ServerInfo("1.0.0", "cc-executor.v1", LIMITS, 1.5, TIME, 2, 3, SPOOL, POLICY),
            "{'version':'1.0.0','protocol':'cc-executor.v1','limits':"
                + "{'max_message_bytes':1048576,'max_executions':64,'queue_bytes':1048576,"
                + "'retention':600},'uptime_s':1.5,'started_at':'2026-01-02T03:04:05.678Z',"
                + "'active_sessions':2,'active_executions':3,"
                + "'spool':{'used_bytes':9,'refusals':{'disk_full':1}},"
                + "'policy':{'programs':[{'command':['git','status'],'args':'any'}],"
                + "'shells':false,'environment':['CI'],'spool':true,'keep_leftovers':false,"
                + "'limits':{'timeout':60,'cpu_s':5},'max_executions':2}}"));
  }

  static Stream<Arguments> notifications() {
    return Stream.of(
        Arguments.of(
            ProcessStarted.of("x", 7, 7),
            "{'execution_id':'x','status':'started','pid':7,'pgid':7}"),
        Arguments.of(
            new ProcessOutput("x", StreamType.STDOUT, "é\n", null, 4, 3, false),
            "{'execution_id':'x','type':'stdout','data':'é\\n','offset':4,'bytes':3,"
                + "'truncated':false}"),
        Arguments.of(
            new ProcessOutput("x", StreamType.STDERR, null, "AAA=", 0, 2, false),
            "{'execution_id':'x','type':'stderr','data_base64':'AAA=','offset':0,'bytes':2,"
                + "'truncated':false}"),
        Arguments.of(
            new ProcessStateChange("x", "paused", 7, 7),
            "{'execution_id':'x','status':'paused','pid':7,'pgid':7}"),
        Arguments.of(
            new ProcessStdin("x", 2, 3, StdinState.OPEN, null),
            "{'execution_id':'x','offset':2,'window':3,'state':'open'}"),
        Arguments.of(
            new ProcessStdin("x", 2, 0, StdinState.CLOSED, 1L),
            "{'execution_id':'x','offset':2,'window':0,'state':'closed','unwritten':1}"),
        Arguments.of(
            new ProcessExited("x", 3, null, EndReason.EXIT, new Usage(0.25, 0.5, null)),
            "{'execution_id':'x','exit_code':3,'reason':'exit',"
                + "'usage':{'user_s':0.25,'system_s':0.5}}"),
        Arguments.of(
            new ProcessExited("x", null, "KILL", EndReason.KILLED, new Usage(0, 0, 4096L)),
            "{'execution_id':'x','signal':'KILL','reason':'killed',"
                + "'usage':{'user_s':0.0,'system_s':0.0,'max_rss':4096}}"),
        Arguments.of(COMPLETED, COMPLETED_JSON),
        Arguments.of(
            new ProcessCompleted(
                "x",
                CompletionStatus.LOST,
                null,
                null,
                null,
                7,
                7,
                null,
                null,
                null,
                false,
                true,
                null),
            "{'execution_id':'x','status':'lost','exit_code':null,'pid':7,'pgid':7,"
                + "'drained':false,'tree_empty':true}"),
        Arguments.of(new ServerDraining(TIME), "{'deadline':'2026-01-02T03:04:05.678Z'}"),
        Arguments.of(
            new Connected("s", "t", "1.0.0", "cc-executor.v1", List.of("execute"), LIMITS),
            "{'session_id':'s','resume_token':'t','version':'1.0.0','protocol':'cc-executor.v1',"
                + "'capabilities':['execute'],'limits':{'max_message_bytes':1048576,"
                + "'max_executions':64,'queue_bytes':1048576,'retention':600}}"));
  }

  @ParameterizedTest
  @MethodSource({"answers", "notifications"})
  void shouldBeWrittenAsTheContractSaysAndReadBack(Object payload, String json) {
    String written = Json.MAPPER.writeValueAsString(payload);

    assertThat(written).isEqualTo(json.replace('\'', '"'));
    assertThat((Object) Json.MAPPER.readValue(written, payload.getClass())).isEqualTo(payload);
  }

  @Test
  void shouldCutTimesToTheMillisecond() {
    Instant precise = Instant.parse("2026-01-02T03:04:05.678901234Z");

    assertThat(new ServerDraining(precise).deadline()).isEqualTo(TIME);
    assertThat(new ServerInfo("v", "p", LIMITS, 0, precise, 0, 0, SPOOL, POLICY).startedAt())
        .isEqualTo(TIME);
  }

  @Test
  void shouldGiveAChecksumAsEightHexDigits() {
    CRC32C checksum = new CRC32C();
    checksum.update("123456789".getBytes(StandardCharsets.US_ASCII));

    assertThat(StreamTotals.of(9, checksum.getValue())).isEqualTo(new StreamTotals(9, "e3069283"));
    assertThat(StreamTotals.of(0, 0).crc32c()).isEqualTo("00000000");
  }

  @Test
  void shouldNotShowOutputAndTokensInALog() {
    assertThat(new ProcessOutput("x", StreamType.STDOUT, "secret", null, 0, 6, false).toString())
        .contains("x", "STDOUT")
        .doesNotContain("secret");
    assertThat(new Connected("s", "secret", "1", "p", List.of(), LIMITS).toString())
        .contains("s")
        .doesNotContain("secret");
    assertThat(RUNNING.toString()).contains("x", "RUNNING").doesNotContain("make all");
    assertThat(new StdinWriteParams("x", "secret", null, 5L, null).toString())
        .contains("x", "5")
        .doesNotContain("secret");
  }
}
