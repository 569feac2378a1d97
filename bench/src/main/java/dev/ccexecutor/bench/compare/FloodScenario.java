package dev.ccexecutor.bench.compare;

import dev.ccexecutor.bench.compare.Lane.Base;
import dev.ccexecutor.bench.compare.ResultTable.Row;
import dev.ccexecutor.protocol.execution.OutputForm;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;

/** Output as fast as it comes: MB/s, and what it costs. */
final class FloodScenario implements Scenario {
  private static final Metric RATE = Metric.moreIsBetter("MB/s", 0);
  private static final Metric SERVER_TIME = Metric.lessIsBetter("server CPU s/GB", 2);
  private static final Metric ALL_TIME = Metric.shown("server, child, kernel CPU s/GB", 2);
  private static final Metric WIRE_RATE = Metric.shown("MB/s on the wire", 0);

  /** Nearer to its own ceiling the client is part of what was measured. */
  private static final double NEAR_CEILING = 0.8;

  private final String name;
  private final String title;
  private final int connections;
  private final int executionsOnEach;
  private final List<Lane> lanes;

  private FloodScenario(
      String name, String title, int connections, int executionsOnEach, List<Lane> lanes) {
    this.name = name;
    this.title = title;
    this.connections = connections;
    this.executionsOnEach = executionsOnEach;
    this.lanes = lanes;
  }

  /** One execution on one connection, with all kinds of text. */
  static FloodScenario ofOne(Contenders contenders) {
    List<Lane> lanes = new ArrayList<>();
    for (ChildCommand text : List.of(ChildCommand.YES, ChildCommand.ASCII, ChildCommand.UTF_8)) {
      lanes.add(own(contenders, OutputForm.BINARY, text));
      lanes.add(own(contenders, OutputForm.TEXT, text));
    }
    lanes.add(own(contenders, OutputForm.BASE64, ChildCommand.YES));
    contenders.withLargePipes().forEach(contender -> lanes.add(other(contender, contenders)));
    lanes.add(other(contenders.blast(OutputForm.BINARY), contenders));
    lanes.add(other(contenders.blast(OutputForm.TEXT), contenders));
    return new FloodScenario("flood", "Flood of one execution", 1, 1, lanes);
  }

  /** Several connections with one execution each. */
  static FloodScenario ofConnections(int count, Contenders contenders) {
    return new FloodScenario(
        "flood-%d".formatted(count),
        "Flood of %d executions on as many connections".formatted(count),
        count,
        1,
        bothForms(contenders, contenders.others()));
  }

  /** One connection with several executions. */
  static FloodScenario ofExecutions(int count, Contenders contenders) {
    List<Contender> able =
        contenders.others().stream().filter(each -> !each.isConnectionPerProcess()).toList();
    return new FloodScenario(
        "flood-1x%d".formatted(count),
        "Flood of %d executions on one connection".formatted(count),
        1,
        count,
        bothForms(contenders, able));
  }

  private static List<Lane> bothForms(Contenders contenders, List<Contender> others) {
    List<Lane> lanes = new ArrayList<>();
    lanes.add(own(contenders, OutputForm.BINARY, ChildCommand.YES));
    lanes.add(own(contenders, OutputForm.TEXT, ChildCommand.YES));
    others.forEach(contender -> lanes.add(other(contender, contenders)));
    lanes.add(other(contenders.blast(OutputForm.BINARY), contenders));
    return lanes;
  }

  private static Lane own(Contenders contenders, OutputForm form, ChildCommand text) {
    String binary = label(contenders.thisServer(), OutputForm.BINARY, text);
    return new Lane(
        label(contenders.thisServer(), form, text),
        contenders.thisServer(),
        form,
        text,
        Map.of(Base.FLOOR, Floor.NAME, Base.THIS_SERVER, binary));
  }

  /** Others know only binary, or are measured only with it. */
  private static Lane other(Contender contender, Contenders contenders) {
    String own = label(contenders.thisServer(), OutputForm.BINARY, ChildCommand.YES);
    return new Lane(
        contender.name(),
        contender,
        OutputForm.BINARY,
        ChildCommand.YES,
        Map.of(Base.FLOOR, Floor.NAME, Base.THIS_SERVER, own));
  }

  private static String label(Contender contender, OutputForm form, ChildCommand text) {
    return "%s, %s, %s"
        .formatted(contender.name(), form.name().toLowerCase(Locale.ROOT), text.title());
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public ResultTable measure(Pace pace) throws IOException, InterruptedException {
    ResultTable table =
        new ResultTable(
            name,
            title,
            List.of(Base.FLOOR, Base.THIS_SERVER),
            List.of(RATE, SERVER_TIME, ALL_TIME, WIRE_RATE));
    try (StartedServers servers = new StartedServers()) {
      Turns turns = new Turns(table, lanes);
      turns.once(lane -> warmUp(servers, lane, pace));
      turns.rounds(pace.rounds(), lane -> record(table, lane, run(servers, lane, pace)));
    }
    remarkOnCeiling(table);
    return table;
  }

  /** Until the code is compiled; others compile theirs while each flood warms up. */
  private void warmUp(StartedServers servers, Lane lane, Pace pace)
      throws IOException, InterruptedException, ExecutionException {
    if (lane.isThisServer()) {
      run(servers, lane, pace);
    }
  }

  private FloodRun.Result run(StartedServers servers, Lane lane, Pace pace)
      throws IOException, InterruptedException, ExecutionException {
    return FloodRun.measure(servers.of(lane), lane, connections, executionsOnEach, pace);
  }

  private static void record(ResultTable table, Lane lane, FloodRun.Result result) {
    table.add(lane, RATE, result.megabytesPerSecond());
    table.add(lane, SERVER_TIME, result.serverSecondsPerGigabyte());
    table.add(lane, ALL_TIME, result.allSecondsPerGigabyte());
    table.add(lane, WIRE_RATE, result.wireMegabytesPerSecond());
  }

  private static void remarkOnCeiling(ResultTable table) {
    Optional<Double> ceiling =
        table.rows().stream()
            .filter(row -> row.lane().contender() instanceof Blast)
            .flatMap(row -> row.figure(WIRE_RATE).stream())
            .map(Series::median)
            .min(Double::compare);
    for (Row row : table.rows()) {
      Optional<Double> rate = row.figure(WIRE_RATE).map(Series::median);
      if (ceiling.isPresent()
          && rate.isPresent()
          && rate.get() > NEAR_CEILING * ceiling.get()
          && !(row.lane().contender() instanceof Blast)) {
        table.remark(
            "%s comes to %.0f %% of what the client can take: it may be the client that limits it"
                .formatted(row.lane().label(), 100 * rate.get() / ceiling.get()));
      }
    }
  }
}
