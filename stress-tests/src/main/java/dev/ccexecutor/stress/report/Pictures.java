package dev.ccexecutor.stress.report;

import dev.ccexecutor.stress.report.chart.Band;
import dev.ccexecutor.stress.report.chart.Point;
import dev.ccexecutor.stress.report.chart.Scale;
import dev.ccexecutor.stress.report.chart.Series;
import dev.ccexecutor.stress.report.chart.TimeChart;
import dev.ccexecutor.stress.result.Outcome;
import dev.ccexecutor.stress.result.Sample;
import dev.ccexecutor.stress.result.ScenarioResult;
import dev.ccexecutor.stress.result.StressRun;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Which pictures a report has, by the names of their files. */
final class Pictures {
  private static final double SECOND_MILLIS = 1000;

  private final StressRun run;
  private final List<Band> bands;
  private final double seconds;

  private Pictures(StressRun run) {
    this.run = run;
    this.bands = run.scenarios().stream().filter(Pictures::ran).map(this::band).toList();
    this.seconds = seconds(run, bands);
  }

  /** In the order in which they are shown. */
  static Map<String, TimeChart> of(StressRun run) {
    Pictures pictures = new Pictures(run);
    Map<String, TimeChart> charts = new LinkedHashMap<>();
    charts.put("memory.svg", pictures.memory());
    charts.put("files.svg", pictures.files());
    charts.put("throughput.svg", pictures.throughput());
    charts.put("latency.svg", pictures.latency());
    return charts;
  }

  private TimeChart memory() {
    Series resident =
        ofSamples("resident memory", sample -> known((double) sample.residentBytes()));
    return chart("Memory of the server", Scale.BYTES, resident);
  }

  private TimeChart files() {
    return chart(
        "Descriptors, threads and executions of the server",
        Scale.NUMBER,
        ofSamples("descriptors", sample -> known(sample.openFiles())),
        ofSamples("threads", sample -> known(sample.threads())),
        ofSamples("live executions", sample -> known(sample.liveExecutions())));
  }

  private TimeChart throughput() {
    Series output = ofSamples("output of commands", Sample::outputBytesPerSecond);
    return chart("Throughput", Scale.BYTES_PER_SECOND, output);
  }

  private TimeChart latency() {
    return chart(
        "Latency",
        Scale.MILLIS_LOGARITHMIC,
        ofSamples("ping", Sample::probeMillis),
        ofScenarios("start, p99 of a scenario", result -> result.starts().p99Millis()),
        ofScenarios("control, p99 of a scenario", result -> result.controls().p99Millis()));
  }

  private TimeChart chart(String title, Scale scale, Series... series) {
    return new TimeChart(title, scale, List.of(series), bands, seconds);
  }

  private Series ofSamples(String name, ToDoubleFunction<Sample> value) {
    List<Point> points =
        run.samples().stream()
            .map(each -> new Point(each.elapsedMillis() / SECOND_MILLIS, value.applyAsDouble(each)))
            .toList();
    return new Series(name, points);
  }

  /** As long as the scenario, and a gap before the next. */
  private Series ofScenarios(String name, ToDoubleFunction<ScenarioResult> value) {
    List<Point> points = new ArrayList<>();
    for (ScenarioResult result : run.scenarios()) {
      if (ran(result)) {
        Band band = band(result);
        points.add(new Point(band.fromSeconds(), value.applyAsDouble(result)));
        points.add(new Point(band.toSeconds(), value.applyAsDouble(result)));
        points.add(new Point(band.toSeconds(), Double.NaN));
      }
    }
    return new Series(name, points);
  }

  /** By the wall clock, as the samples are by another: a clock that is set shifts the bands. */
  private Band band(ScenarioResult result) {
    double from = Math.max(0, seconds(Duration.between(run.started(), result.started())));
    return new Band(
        result.name(),
        result.category(),
        from,
        from + Math.max(0, seconds(result.took())),
        result.outcome() == Outcome.FAILED);
  }

  private static boolean ran(ScenarioResult result) {
    return result.outcome() != Outcome.SKIPPED;
  }

  /** Until all was over, by whatever tells more. */
  private static double seconds(StressRun run, List<Band> bands) {
    double last = Math.max(0, seconds(Duration.between(run.started(), run.ended())));
    for (Band band : bands) {
      last = Math.max(last, band.toSeconds());
    }
    return run.samples().isEmpty()
        ? last
        : Math.max(last, run.samples().getLast().elapsedMillis() / SECOND_MILLIS);
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / SECOND_MILLIS;
  }

  private static double known(double value) {
    return value == Sample.UNKNOWN ? Double.NaN : value;
  }
}
