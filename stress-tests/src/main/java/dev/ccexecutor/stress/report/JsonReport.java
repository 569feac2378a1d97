package dev.ccexecutor.stress.report;

import dev.ccexecutor.stress.result.CheckResult;
import dev.ccexecutor.stress.result.LatencySummary;
import dev.ccexecutor.stress.result.Outcome;
import dev.ccexecutor.stress.result.Sample;
import dev.ccexecutor.stress.result.ScenarioResult;
import dev.ccexecutor.stress.result.ServerFacts;
import dev.ccexecutor.stress.result.StressRun;
import java.util.Locale;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * All that the records of a run say, for programs. Members are only ever added; what would break a
 * reader gets another {@code format}. What is unknown is null: JSON has no NaN.
 */
final class JsonReport {
  private static final int FORMAT = 1;
  private static final JsonMapper MAPPER = new JsonMapper();

  private JsonReport() {}

  static String of(StressRun run) {
    ObjectNode root = MAPPER.createObjectNode();
    root.put("format", FORMAT);
    root.put("marker", run.marker());
    root.put("started", run.started().toString());
    root.put("ended", run.ended().toString());
    writeServer(root.putObject("server"), run.server());
    writeTotals(root.putObject("totals"), run);
    var scenarios = root.putArray("scenarios");
    run.scenarios().forEach(result -> writeScenario(scenarios.addObject(), result));
    var samples = root.putArray("samples");
    run.samples().forEach(sample -> writeSample(samples.addObject(), sample));
    return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n";
  }

  private static void writeServer(ObjectNode node, ServerFacts server) {
    node.put("version", server.version());
    node.put("url", server.url());
    node.put("own", server.own());
    node.put("pid", server.pid().isPresent() ? server.pid().getAsLong() : null);
    node.put("processors", server.processors());
    node.put("memory_bytes", server.memoryBytes());
    node.put("java", server.java());
    node.put("kernel", server.kernel());
  }

  private static void writeTotals(ObjectNode node, StressRun run) {
    node.put("scenarios", run.scenarios().size());
    for (Outcome outcome : Outcome.values()) {
      node.put(word(outcome), run.count(outcome));
    }
  }

  private static void writeScenario(ObjectNode node, ScenarioResult result) {
    node.put("name", result.name());
    node.put("category", result.category());
    node.put("outcome", word(result.outcome()));
    node.put("reason", result.reason());
    node.put("started", result.started().toString());
    node.put("took_millis", result.took().toMillis());
    node.put("executions", result.executions());
    node.put("output_bytes", result.outputBytes());
    var checks = node.putArray("checks");
    result.checks().forEach(check -> writeCheck(checks.addObject(), check));
    writeLatency(node.putObject("starts"), result.starts());
    writeLatency(node.putObject("controls"), result.controls());
  }

  private static void writeCheck(ObjectNode node, CheckResult check) {
    node.put("name", check.name());
    node.put("held", check.held());
    node.put("expected", check.expected());
    node.put("seen", check.seen());
  }

  private static void writeLatency(ObjectNode node, LatencySummary latency) {
    node.put("count", latency.count());
    node.put("p50_millis", orNull(latency.p50Millis()));
    node.put("p99_millis", orNull(latency.p99Millis()));
    node.put("max_millis", orNull(latency.maxMillis()));
  }

  private static void writeSample(ObjectNode node, Sample sample) {
    node.put("elapsed_millis", sample.elapsedMillis());
    node.put("scenario", sample.scenario());
    node.put("resident_bytes", orNull(sample.residentBytes()));
    node.put("open_files", orNull(sample.openFiles()));
    node.put("threads", orNull(sample.threads()));
    node.put("live_executions", orNull(sample.liveExecutions()));
    node.put("output_bytes_per_second", orNull(sample.outputBytesPerSecond()));
    node.put("probe_millis", orNull(sample.probeMillis()));
  }

  private static Long orNull(long value) {
    return value == Sample.UNKNOWN ? null : value;
  }

  private static Double orNull(double value) {
    return Double.isFinite(value) ? value : null;
  }

  private static String word(Outcome outcome) {
    return outcome.name().toLowerCase(Locale.ROOT);
  }
}
