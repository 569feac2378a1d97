package dev.ccexecutor.stress.report;

import dev.ccexecutor.stress.result.CheckResult;
import dev.ccexecutor.stress.result.Outcome;
import dev.ccexecutor.stress.result.ScenarioResult;
import dev.ccexecutor.stress.result.ServerFacts;
import dev.ccexecutor.stress.result.StressRun;
import dev.ccexecutor.stress.text.Figures;
import dev.ccexecutor.stress.xml.XmlDocument;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The outcome in the XML that came up with Ant's task for JUnit. There are several schemas of it;
 * this keeps to what they have in common: a suite is a category, and a case is a scenario.
 */
final class JunitReport {
  /** Without a zone, as the stricter of the schemas want it; it is UTC. */
  private static final DateTimeFormatter TIMESTAMP =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

  private static final String PACKAGE = "stress";
  private static final String FAILURE_TYPE = "check";

  private final StressRun run;
  private final XmlDocument xml = new XmlDocument();

  private JunitReport(StressRun run) {
    this.run = run;
  }

  static String of(StressRun run) {
    return new JunitReport(run).write();
  }

  private String write() {
    xml.start("testsuites");
    int id = 0;
    for (Map.Entry<String, List<ScenarioResult>> each : Categories.of(run).entrySet()) {
      writeSuite(id, each.getKey(), each.getValue());
      id++;
    }
    return xml.end().finish();
  }

  private void writeSuite(int id, String category, List<ScenarioResult> results) {
    Duration took =
        results.stream().map(ScenarioResult::took).reduce(Duration.ZERO, Duration::plus);
    Instant started =
        results.stream().map(ScenarioResult::started).min(Instant::compareTo).orElseThrow();
    xml.start(
        "testsuite",
        "id",
        Integer.toString(id),
        "name",
        category,
        "package",
        PACKAGE,
        "timestamp",
        TIMESTAMP.format(started),
        "hostname",
        host(run.server()),
        "tests",
        Integer.toString(results.size()),
        "failures",
        count(results, Outcome.FAILED),
        "errors",
        "0",
        "skipped",
        count(results, Outcome.SKIPPED),
        "time",
        seconds(took));
    writeProperties();
    results.forEach(this::writeCase);
    xml.text(
        "system-out", results.stream().map(JunitReport::figures).collect(Collectors.joining()));
    xml.text("system-err", "");
    xml.end();
  }

  private void writeProperties() {
    ServerFacts server = run.server();
    Map<String, String> properties = new LinkedHashMap<>();
    properties.put("marker", run.marker());
    properties.put("server.version", server.version());
    properties.put("server.url", server.url());
    properties.put("server.own", Boolean.toString(server.own()));
    server.pid().ifPresent(pid -> properties.put("server.pid", Long.toString(pid)));
    properties.put("server.java", server.java());
    properties.put("machine.processors", Integer.toString(server.processors()));
    properties.put("machine.memory_bytes", Long.toString(server.memoryBytes()));
    properties.put("machine.kernel", server.kernel());
    xml.start("properties");
    properties.forEach((name, value) -> xml.empty("property", "name", name, "value", value));
    xml.end();
  }

  private void writeCase(ScenarioResult result) {
    xml.start(
        "testcase",
        "name",
        result.name(),
        "classname",
        PACKAGE + "." + result.category(),
        "time",
        seconds(result.took()));
    switch (result.outcome()) {
      case FAILED ->
          xml.text("failure", failures(result), "message", message(result), "type", FAILURE_TYPE);
      case SKIPPED -> xml.empty("skipped", "message", result.reason());
      case PASSED -> {}
    }
    xml.end();
  }

  private static String message(ScenarioResult result) {
    String checks =
        result.failedChecks().stream().map(CheckResult::name).collect(Collectors.joining(", "));
    return result.reason().isEmpty() ? checks : result.reason();
  }

  private static String failures(ScenarioResult result) {
    StringBuilder text = new StringBuilder(result.reason()).append('\n');
    for (CheckResult check : result.failedChecks()) {
      text.append("\ncheck:    ").append(check.name());
      text.append("\nexpected: ").append(check.expected());
      text.append("\nseen:     ").append(check.seen()).append('\n');
    }
    return text.toString();
  }

  /** What no attribute of the schemas has a place for. */
  private static String figures(ScenarioResult result) {
    return String.format(
        Locale.ROOT,
        "%s: %d executions, %s of output, %d checks; start p99 %s, control p99 %s%n",
        result.name(),
        result.executions(),
        Figures.bytes(result.outputBytes()),
        result.checks().size(),
        Figures.millis(result.starts().p99Millis()),
        Figures.millis(result.controls().p99Millis()));
  }

  private static String count(List<ScenarioResult> results, Outcome outcome) {
    return Long.toString(results.stream().filter(each -> each.outcome() == outcome).count());
  }

  private static String seconds(Duration duration) {
    return String.format(Locale.ROOT, "%.3f", duration.toMillis() / 1000.0);
  }

  private static String host(ServerFacts server) {
    try {
      String host = URI.create(server.url()).getHost();
      return host == null ? "localhost" : host;
    } catch (IllegalArgumentException noUrl) {
      return "localhost"; // what the schema asks for where nothing is known
    }
  }
}
