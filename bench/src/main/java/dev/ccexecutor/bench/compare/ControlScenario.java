package dev.ccexecutor.bench.compare;

import dev.ccexecutor.bench.ServerUnderTest;
import dev.ccexecutor.protocol.execution.ControlType;
import dev.ccexecutor.protocol.execution.OutputForm;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * From a request to its answer while a flood is read at full speed on the same connection, and
 * without a flood. The answer waits behind the output that was sent before it.
 */
final class ControlScenario implements Scenario {
  private static final Metric STATUS_MEDIAN = Metric.shown("status p50, ms", 2);
  private static final Metric STATUS_TAIL = Metric.shown("status p99", 2);
  private static final Metric PAUSE_MEDIAN = Metric.shown("PAUSE p50, ms", 2);
  private static final Metric PAUSE_TAIL = Metric.shown("PAUSE p99", 2);
  private static final Metric RESUME_MEDIAN = Metric.shown("RESUME p50, ms", 2);
  private static final Metric RESUME_TAIL = Metric.shown("RESUME p99", 2);

  private final List<Lane> lanes;

  ControlScenario(Contenders contenders) {
    lanes =
        List.of(
            lane(contenders, OutputForm.NONE),
            lane(contenders, OutputForm.BINARY),
            lane(contenders, OutputForm.TEXT));
  }

  private static Lane lane(Contenders contenders, OutputForm form) {
    String beside =
        form == OutputForm.NONE
            ? "beside nothing"
            : "beside a flood, " + form.name().toLowerCase(Locale.ROOT);
    return new Lane(
        "%s, %s".formatted(ThisServer.NAME, beside),
        contenders.thisServer(),
        form,
        ChildCommand.YES,
        Map.of());
  }

  @Override
  public String name() {
    return "control";
  }

  @Override
  public ResultTable measure(Pace pace) throws IOException, InterruptedException {
    ResultTable table =
        new ResultTable(
            name(),
            "Control on the connection of a flood that is read",
            List.of(),
            List.of(
                STATUS_MEDIAN, STATUS_TAIL, PAUSE_MEDIAN, PAUSE_TAIL, RESUME_MEDIAN, RESUME_TAIL));
    table.remark(
        "%d of each in a round, as far as they are done within %.1f seconds"
            .formatted(pace.controls(), pace.controlTime().toMillis() / 1000.0));
    ServerUnderTest server = ServerUnderTest.start();
    try {
      Turns turns = new Turns(table, lanes);
      turns.once(lane -> run(server, lane, pace)); // Until the code is compiled.
      turns.rounds(pace.rounds(), lane -> record(table, lane, run(server, lane, pace)));
    } finally {
      server.stop();
    }
    return table;
  }

  private record Result(Percentiles status, Percentiles pause, Percentiles resume) {}

  private static Result run(ServerUnderTest server, Lane lane, Pace pace) throws IOException {
    List<Long> status = new ArrayList<>();
    List<Long> pause = new ArrayList<>();
    List<Long> resume = new ArrayList<>();
    long end = System.nanoTime() + pace.controlTime().toNanos();
    try (ControlProbe probe = ControlProbe.begin(server.address(), lane)) {
      do {
        status.add(probe.status());
        pause.add(probe.control(ControlType.PAUSE));
        resume.add(probe.control(ControlType.RESUME));
      } while (status.size() < pace.controls() && System.nanoTime() - end < 0);
      probe.end();
    }
    return new Result(Percentiles.of(status), Percentiles.of(pause), Percentiles.of(resume));
  }

  private static void record(ResultTable table, Lane lane, Result result) {
    table.add(lane, STATUS_MEDIAN, result.status.medianMillis());
    table.add(lane, STATUS_TAIL, result.status.tailMillis());
    table.add(lane, PAUSE_MEDIAN, result.pause.medianMillis());
    table.add(lane, PAUSE_TAIL, result.pause.tailMillis());
    table.add(lane, RESUME_MEDIAN, result.resume.medianMillis());
    table.add(lane, RESUME_TAIL, result.resume.tailMillis());
  }
}
