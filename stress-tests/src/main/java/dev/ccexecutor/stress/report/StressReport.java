package dev.ccexecutor.stress.report;

import dev.ccexecutor.stress.report.chart.TimeChart;
import dev.ccexecutor.stress.result.StressRun;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Writes what a run has shown. */
public final class StressReport {
  static final String MARKDOWN = "report.md";
  static final String JSON = "report.json";
  static final String JUNIT = "junit.xml";

  private StressReport() {}

  /**
   * Writes {@code report.md}, {@code report.json}, {@code junit.xml} and the pictures {@code
   * memory.svg}, {@code files.svg}, {@code throughput.svg} and {@code latency.svg}. Each file is
   * whole at any time, and those of an older report are replaced. {@code report.md} is the last, so
   * that all it shows is there.
   *
   * @param directory is made if it is missing
   * @throws IOException its message says which file could not be written, and why
   */
  public static void write(StressRun run, Path directory) throws IOException {
    Map<String, TimeChart> pictures = Pictures.of(run);
    Map<String, String> contents = new LinkedHashMap<>();
    pictures.forEach((name, chart) -> contents.put(name, chart.toSvg()));
    contents.put(JSON, JsonReport.of(run));
    contents.put(JUNIT, JunitReport.of(run));
    contents.put(MARKDOWN, MarkdownReport.of(run, pictures));
    ReportDirectory target = ReportDirectory.open(directory);
    for (Map.Entry<String, String> file : contents.entrySet()) {
      target.write(file.getKey(), file.getValue());
    }
  }
}
