package dev.ccexecutor.stress.check;

import dev.ccexecutor.protocol.execution.CompletionStatus;
import dev.ccexecutor.protocol.execution.ControlType;
import dev.ccexecutor.protocol.execution.EndReason;
import dev.ccexecutor.protocol.execution.ProcessCompleted;
import dev.ccexecutor.protocol.execution.StreamTotals;
import dev.ccexecutor.protocol.execution.TranscriptSummary;
import dev.ccexecutor.protocol.jsonrpc.Json;
import dev.ccexecutor.server.execution.spool.Verification;
import dev.ccexecutor.stress.evidence.AgentEvidence;
import dev.ccexecutor.stress.evidence.ControlEvidence;
import dev.ccexecutor.stress.evidence.ExecutionEvidence;
import dev.ccexecutor.stress.evidence.FaultEvidence;
import dev.ccexecutor.stress.evidence.RawEvidence;
import dev.ccexecutor.stress.evidence.Refusal;
import dev.ccexecutor.stress.evidence.ScenarioEvidence;
import dev.ccexecutor.stress.evidence.ServerEvidence;
import dev.ccexecutor.stress.evidence.ServerState;
import dev.ccexecutor.stress.evidence.StreamEvidence;
import dev.ccexecutor.stress.scenario.Fault;
import dev.ccexecutor.stress.scenario.Form;
import dev.ccexecutor.stress.scenario.Placeholders;
import dev.ccexecutor.stress.scenario.Scenario;
import dev.ccexecutor.stress.scenario.ScenarioException;
import dev.ccexecutor.stress.scenario.ScenarioReader;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.zip.CRC32C;

/**
 * Evidence of a scenario in which all is as it should be; each field can be made wrong. One
 * execution printed {@code m-000001} on stdout.
 */
final class Evidence {
  static final String ID = "m-000001";
  static final String OUTPUT = ID + "\n";

  String scenarioYaml =
      """
      execute: {command: 'echo "$STRESS_MARKER"', spool: all}
      controls: [{type: PAUSE, after_seconds: 1}]
      faults: [{type: disconnect, after_bytes: 1}]
      expect:
        exit_code: 0
        status: completed
        reason: exit
        stdout: {text: "{{marker}}\\n"}
        stderr: {bytes: 0}
        growth_bytes: 1000000
        agent: {is_error: false, result: "said {{marker}}"}
      """;
  Integer exitCode = 0;
  String signal;
  CompletionStatus status = CompletionStatus.COMPLETED;
  EndReason reason = EndReason.EXIT;
  boolean treeEmpty = true;
  boolean ended = true;
  String trouble;
  Refusal refusal;
  StreamEvidence stdout = stream(OUTPUT);
  StreamEvidence stderr = StreamEvidence.NONE;
  StreamTotals recorded = totals(OUTPUT);
  int reconnects = 1;
  ControlEvidence control = new ControlEvidence(ControlType.PAUSE, 1, "", OptionalInt.of(0));
  List<ControlEvidence> controls;
  Verification.Verdict verdict = Verification.Verdict.UNCHANGED;
  String transcriptMarker = "abc";
  int faultsMade = 1;
  List<String> filesAfter = List.of("socket");
  List<String> threadsAfter = List.of("reader-1");
  long peakBytes = 200 << 20;
  long middleBytes = 200 << 20;
  List<Long> survivors = List.of();
  String serves = "";
  List<String> log =
      List.of(
          "{\"level\":\"INFO\",\"execution_id\":\"m-000001\",\"formattedMessage\":\"execution"
              + " started\"}",
          "{\"level\":\"INFO\",\"execution_id\":\"m-000001\",\"exit_code\":0,\"stdout_bytes\":9,"
              + "\"stderr_bytes\":0,\"formattedMessage\":\"execution completed\"}");
  Map<String, Double> metricsAfter =
      Map.of(
          "cc_executor_executions_started_total", 11.0,
          "cc_executor_executions_ended_total{reason=\"exit\"}", 11.0,
          "cc_executor_child_output_bytes_total{stream=\"stdout\"}", 109.0,
          "cc_executor_output_bytes_total{stream=\"stdout\",form=\"binary\"}", 109.0);
  RawEvidence raw = new RawEvidence("text {", "error -32700", "error -32700");
  int agentExitCode = 0;
  String agentJson = "{\"is_error\":false,\"result\":\"said m-000001\",\"tree_empty\":true}";
  String manifest = "{\"argv\":[\"m-000001\"]}";
  boolean own = true;

  static StreamEvidence stream(String text) {
    StreamTotals totals = totals(text);
    return new StreamEvidence(totals.bytes(), totals.crc32c(), OptionalLong.empty(), 0, text);
  }

  static StreamTotals totals(String text) {
    CRC32C checksum = new CRC32C();
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    checksum.update(bytes);
    return StreamTotals.of(bytes.length, checksum.getValue());
  }

  ScenarioEvidence made() {
    Scenario scenario = scenario();
    return new ScenarioEvidence(
        scenario,
        "m",
        List.of(execution()),
        List.of(agent()),
        List.of(raw),
        List.of(new FaultEvidence(Fault.Type.DISCONNECT, 1, faultsMade)),
        server());
  }

  private Scenario scenario() {
    String text =
        "category: own\nscenarios:\n  - name: one\n    about: one\n" + scenarioYaml.indent(4);
    try {
      return new ScenarioReader("evidence", Form.SHORT).read(text).getFirst();
    } catch (ScenarioException wrong) {
      throw new IllegalStateException(wrong);
    }
  }

  private ProcessCompleted end() {
    return new ProcessCompleted(
        ID,
        status,
        exitCode,
        signal,
        reason,
        1,
        1,
        0.1,
        recorded,
        totals(""),
        true,
        treeEmpty,
        new TranscriptSummary("/d", "00", true, "abc"));
  }

  private static Placeholders placeholders() {
    return Placeholders.ofTexts(Map.of("marker", ID));
  }

  private ExecutionEvidence execution() {
    boolean runs = refusal == null;
    return new ExecutionEvidence(
        ID,
        placeholders(),
        ended && runs ? Optional.of(end()) : Optional.empty(),
        Optional.ofNullable(refusal),
        Optional.ofNullable(trouble),
        true,
        stdout,
        stderr,
        reconnects,
        controls == null ? List.of(control) : controls,
        1,
        Optional.of(verification()));
  }

  private Verification verification() {
    return new Verification(
        verdict,
        List.of(),
        "00",
        true,
        ID,
        transcriptMarker,
        Instant.EPOCH,
        Instant.EPOCH,
        end(),
        1,
        9);
  }

  private AgentEvidence agent() {
    return new AgentEvidence(
        ID,
        placeholders(),
        agentExitCode,
        Json.MAPPER.readTree(agentJson),
        Optional.ofNullable(manifest));
  }

  private ServerEvidence server() {
    Map<String, Double> before =
        Map.of(
            "cc_executor_executions_started_total", 10.0,
            "cc_executor_executions_ended_total{reason=\"exit\"}", 10.0,
            "cc_executor_child_output_bytes_total{stream=\"stdout\"}", 100.0,
            "cc_executor_output_bytes_total{stream=\"stdout\",form=\"binary\"}", 100.0);
    return new ServerEvidence(
        own,
        new ServerState(
            Optional.of(List.of("socket")), Optional.of(List.of("reader-1")), Optional.of(before)),
        new ServerState(
            Optional.of(filesAfter), Optional.of(threadsAfter), Optional.of(metricsAfter)),
        OptionalLong.of(peakBytes),
        OptionalLong.of(middleBytes),
        Optional.of(log),
        Optional.of(survivors),
        serves);
  }
}
