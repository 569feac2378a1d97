package dev.ccexecutor.stress.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.ccexecutor.protocol.execution.CompletionStatus;
import dev.ccexecutor.protocol.execution.ControlType;
import dev.ccexecutor.protocol.execution.EndReason;
import dev.ccexecutor.server.execution.spool.Verification;
import dev.ccexecutor.stress.evidence.ControlEvidence;
import dev.ccexecutor.stress.evidence.RawEvidence;
import dev.ccexecutor.stress.evidence.Refusal;
import dev.ccexecutor.stress.evidence.StreamEvidence;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each check holds when all is well, and breaks by the one fact that it is about. */
class ChecksTest {

  private static List<String> broken(Evidence evidence) {
    return Checks.judge(evidence.made()).stream()
        .filter(finding -> finding.verdict() == Finding.Verdict.BROKEN)
        .map(Finding::name)
        .toList();
  }

  @Test
  void shouldFindNothingBrokenAndMakeEveryCheckWhenAllIsWell() {
    assertThat(Checks.judge(new Evidence().made()))
        .allSatisfy(
            finding ->
                assertThat(finding.verdict()).as("%s", finding).isEqualTo(Finding.Verdict.HELD))
        .hasSizeGreaterThan(30);
  }

  static Stream<Arguments> wrongFacts() {
    return Stream.of(
        wrong("fault disconnect", e -> e.faultsMade = 0),
        wrong("reconnects", e -> e.reconnects = 0),
        wrong("text {", e -> e.raw = new RawEvidence("text {", "error -32700", "close 1002")),
        wrong("is_error of m-000001", e -> e.agentJson = "{\"is_error\":true}"),
        wrong("exit code of m-000001", e -> e.agentExitCode = 1),
        wrong("result of m-000001", e -> e.agentJson = "{\"is_error\":false,\"result\":\"no\"}"),
        wrong("tree_empty of m-000001", e -> e.agentJson = "{\"tree_empty\":false}"),
        wrong("marker in the transcript of m-000001", e -> e.manifest = "{}"),
        wrong("refusals", e -> e.refusal = new Refusal(-32005, "execution_limit", "")),
        wrong("end", e -> e.ended = false),
        wrong("end", e -> e.trouble = "no answer"),
        wrong("tree", e -> e.treeEmpty = false),
        wrong("exit code", e -> e.exitCode = 1),
        wrong("status", e -> e.status = CompletionStatus.FAILED),
        wrong("reason", e -> e.reason = EndReason.TIMEOUT),
        wrong("stdout", e -> e.stdout = Evidence.stream("another\n")),
        wrong("stderr", e -> e.stderr = Evidence.stream("oops")),
        wrong("checksums", e -> e.recorded = Evidence.totals("m-00000x\n")),
        wrong("checksums", e -> e.recorded = Evidence.totals(Evidence.OUTPUT + "more")),
        wrong("offsets", e -> e.stdout = with(OptionalLong.of(4), 0)),
        wrong("gaps", e -> e.stdout = with(OptionalLong.empty(), 5)),
        wrong("transcripts", e -> e.verdict = Verification.Verdict.CHANGED),
        wrong("transcripts", e -> e.transcriptMarker = "another's"),
        wrong("controls", e -> e.controls = List.of()),
        wrong("answers to controls", e -> e.control = control("not_confirmed", 0)),
        wrong("effects of controls", e -> e.control = control("", 2)),
        wrong("processes left", e -> e.survivors = List.of(4711L)),
        wrong("open files", e -> e.filesAfter = List.of("pipe", "socket")),
        wrong("threads", e -> e.threadsAfter = List.of("reader-1", "reader-2")),
        wrong("memory", e -> e.peakBytes = 641L << 20),
        wrong("growth of memory", e -> e.middleBytes = 100 << 20),
        wrong("starts in the log", e -> e.log = e.log.subList(1, 2)),
        wrong("ends in the log", e -> e.log = e.log.subList(0, 1)),
        wrong(
            "ends in the log",
            e -> e.log = replaced(e.log, "\"stdout_bytes\":9", "\"stdout_bytes\":8")),
        wrong("faults in the log", e -> e.log = replaced(e.log, "INFO", "ERROR")),
        wrong("faults in the log", e -> e.log = more(e.log, "{\"x\":\"LEAK: ByteBuf\"}")),
        wrong("faults in the log", e -> e.log = more(e.log, "a word of the JVM's")),
        wrong("serves afterwards", e -> e.serves = "no answer"),
        wrong("cc_executor_executions_started_total", e -> count(e, "started", 12)),
        wrong("cc_executor_executions_ended_total", e -> count(e, "ended", 10)),
        wrong("cc_executor_child_output_bytes_total", e -> count(e, "child", 108)),
        wrong("cc_executor_output_bytes_total", e -> count(e, "executor_output", 108)));
  }

  @ParameterizedTest(name = "{0} {index}")
  @MethodSource("wrongFacts")
  void shouldBreakWhenTheFactIsWrong(String name, Consumer<Evidence> change) {
    Evidence evidence = new Evidence();
    change.accept(evidence);

    assertThat(broken(evidence)).contains(name);
  }

  @Test
  void shouldBreakWhenARefusalIsOfAnotherKind() {
    Evidence evidence = new Evidence();
    evidence.scenarioYaml =
        """
        execute: {argv: [/no/such]}
        expect: {refused: {code: -32006, kind: spawn_failed, errno: ENOENT}}
        """;
    evidence.refusal = new Refusal(-32006, "spawn_failed", "ENOENT");
    assertThat(broken(evidence)).doesNotContain("refusals", "errors of refusals");

    evidence.refusal = new Refusal(-32006, "spawn_failed", "EACCES");
    assertThat(broken(evidence)).contains("errors of refusals");

    evidence.refusal = null;
    assertThat(broken(evidence)).contains("refusals");
  }

  @Test
  void shouldTellWhatCouldNotBeCheckedWhenTheServerIsSomebodyElses() {
    Evidence evidence = new Evidence();
    evidence.own = false;

    assertThat(Checks.judge(evidence.made()))
        .filteredOn(finding -> finding.verdict() == Finding.Verdict.NOT_MADE)
        .singleElement()
        .satisfies(finding -> assertThat(finding.name()).isEqualTo("metrics"));
  }

  @Test
  void shouldKnowEachByteWhenAStreamIsGenerated() {
    Evidence evidence = new Evidence();
    evidence.scenarioYaml =
        """
        execute: {command: x}
        expect: {stdout: {starts_with: "{{marker}}\\n", repeats: "y\\n", bytes: 200001}}
        """;
    evidence.stdout = Evidence.stream(Evidence.OUTPUT + "y\n".repeat(100_000) + "y");
    assertThat(broken(evidence)).doesNotContain("stdout");

    evidence.stdout = Evidence.stream(Evidence.OUTPUT + "y\n".repeat(100_000) + "n");
    assertThat(broken(evidence)).contains("stdout");
  }

  @Test
  void shouldKnowEachByteWhenLinesAreNumbered() {
    Evidence evidence = new Evidence();
    evidence.scenarioYaml =
        """
        execute: {command: x}
        expect: {stdout: {numbered_lines: 2}}
        """;
    evidence.stdout = Evidence.stream("000000000000001\n000000000000002\n");
    assertThat(broken(evidence)).doesNotContain("stdout");

    evidence.stdout = Evidence.stream("000000000000001\n000000000000003\n");
    assertThat(broken(evidence)).contains("stdout");
  }

  @Test
  void shouldBreakWhenThereAreNoGapsAndTheScenarioIsAboutThem() {
    Evidence evidence = new Evidence();
    evidence.scenarioYaml =
        """
        execute: {command: x}
        expect: {gaps: true}
        """;
    assertThat(broken(evidence)).contains("gaps");

    evidence.stdout = with(OptionalLong.empty(), 5);
    assertThat(broken(evidence)).doesNotContain("gaps");
  }

  private static Arguments wrong(String name, Consumer<Evidence> change) {
    return arguments(name, change);
  }

  private static StreamEvidence with(OptionalLong brokenAt, long gapBytes) {
    StreamEvidence whole = Evidence.stream(Evidence.OUTPUT);
    return new StreamEvidence(whole.bytes(), whole.crc32c(), brokenAt, gapBytes, whole.head());
  }

  private static ControlEvidence control(String error, int without) {
    return new ControlEvidence(ControlType.PAUSE, 1, error, OptionalInt.of(without));
  }

  private static List<String> replaced(List<String> lines, String text, String other) {
    return lines.stream().map(line -> line.replace(text, other)).toList();
  }

  private static List<String> more(List<String> lines, String line) {
    List<String> all = new ArrayList<>(lines);
    all.add(line);
    return all;
  }

  private static void count(Evidence evidence, String part, double value) {
    Map<String, Double> metrics = new HashMap<>(evidence.metricsAfter);
    metrics.replaceAll((name, old) -> name.contains(part) ? value : old);
    evidence.metricsAfter = metrics;
  }
}
